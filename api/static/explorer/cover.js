// Cover: what of the page lies over the canvas, where names and what is shown should not be.

/** @import { Box } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

const WIDE = 0.35; // part of the width from which the buttons take a strip of the screen
const [BESIDE, BELOW] = [14, 8]; // pixels around the buttons

/**
 * Pixels at the top of a narrow screen that the buttons lie over.
 * @param {Stage} stage
 */
export function coveredHeight({ over, camera }) {
  return over && over.offsetWidth > camera.width * WIDE ? over.offsetHeight + BELOW : 0;
}

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
  const { over, camera } = stage;
  const { width, height } = camera;
  const card = { left: width - coveredWidth(stage), right: width, top: 0, bottom: height, owner: "" };
  if (!over) return [card];
  const [left, bottom] = [width - over.offsetWidth - BESIDE, over.offsetHeight + BESIDE];
  return [card, { left, right: width, top: 0, bottom, owner: "" }];
}
