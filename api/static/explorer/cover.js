// Cover: what of the page lies over the canvas, where names and what is shown should not be.

/** @import { Box } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

/**
 * Pixels at the right that the index card lies over.
 * @param {Stage} stage
 */
export function coveredWidth({ canvas }) {
  const card = canvas.closest(".viewer")?.querySelector("[data-inspector]")?.getBoundingClientRect();
  const own = canvas.getBoundingClientRect();
  const isOver = card?.width && card.left > own.left && card.left < own.right && card.top < own.bottom;
  return isOver && card.bottom > own.top ? own.right - card.left : 0;
}

/**
 * Where no label may be.
 * @param {Stage} stage
 * @returns {Box[]}
 */
export function covered(stage) {
  const { width, height } = stage.camera;
  return [{ left: width - coveredWidth(stage), right: width, top: 0, bottom: height, owner: "" }];
}
