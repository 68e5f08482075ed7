// Cover: what of the page lies over the canvas, where names and what is shown should not be.

/** @import { Box } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

/**
 * The part of the canvas that a reader sees: beside the index card, and on a phone above the sheet that it is there. A
 * sheet counts as high as it may become, as its facts come later than it does.
 * @param {Stage} stage
 * @returns {{ left: number, top: number, right: number, bottom: number }} In pixels of the canvas.
 */
export function free({ canvas, camera }) {
  const part = { left: 0, top: 0, right: camera.width, bottom: camera.height };
  const panel = canvas.closest(".viewer")?.querySelector("[data-inspector]");
  const card = panel?.getBoundingClientRect();
  if (!panel || !card?.width) return part;
  const own = canvas.getBoundingClientRect();
  const { position, maxHeight } = getComputedStyle(panel);
  if (position === "fixed") {
    const top = Math.min(card.top, card.bottom - (Number.parseFloat(maxHeight) || 0));
    return { ...part, top: Math.max(0, -own.top), bottom: Math.min(camera.height, top - own.top) };
  }
  const isOver = card.left > own.left && card.left < own.right && card.top < own.bottom && card.bottom > own.top;
  return isOver ? { ...part, right: card.left - own.left } : part;
}

/**
 * Where no label may be.
 * @param {Stage} stage
 * @returns {Box[]}
 */
export function covered(stage) {
  const { width, height } = stage.camera;
  const { right, bottom } = free(stage);
  return [
    { left: right, right: width, top: 0, bottom: height, owner: "" },
    { left: 0, right: width, top: bottom, bottom: height, owner: "" },
  ];
}
