// Marking: things inside a rectangle or a loop that a reader draws, and how that looks meanwhile.

/** @import { Place } from "./types.d.ts" */
/** @import { Camera } from "./camera.js" */
/** @import { Scene } from "./scene.js" */

const STEP = 4; // pixels from one corner of a loop to the next
const FILL = 0.12;

/**
 * The corners of the rectangle between two places.
 * @param {Place} one
 * @param {Place} other
 * @returns {Place[]}
 */
export function rectangle(one, other) {
  return [one, { x: other.x, y: one.y }, other, { x: one.x, y: other.y }];
}

/**
 * Whether a place lies inside a loop: a line from it to the right crosses the loop an odd number of times.
 * @param {Place} place
 * @param {Place[]} loop
 */
export function isInside({ x, y }, loop) {
  let inside = false;
  for (let index = 0, before = loop.length - 1; index < loop.length; before = index, index += 1) {
    const [one, other] = [loop[index], loop[before]];
    const crosses = one.y > y !== other.y > y && x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x;
    if (crosses) inside = !inside;
  }
  return inside;
}

/**
 * The things whose middles lie inside a loop on the screen.
 * @param {Scene} scene
 * @param {Camera} camera
 * @param {Place[]} loop
 */
export function marked(scene, camera, loop) {
  return scene.discs.filter(({ node }) => isInside(camera.project(node), loop)).map(({ node }) => node.id);
}

/**
 * A loop that goes on to a place, unless that is too near.
 * @param {Place[]} loop
 * @param {Place} at
 */
export function continued(loop, at) {
  const last = loop.at(-1);
  return last && Math.hypot(at.x - last.x, at.y - last.y) < STEP ? loop : [...loop, at];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Place[]} loop
 * @param {string} colour
 */
export function drawLoop(context, loop, colour) {
  context.beginPath();
  for (const { x, y } of loop) context.lineTo(x, y);
  context.closePath();
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.globalAlpha = FILL;
  context.fill();
  context.globalAlpha = 1;
  context.setLineDash([4, 3]);
  context.stroke();
  context.setLineDash([]);
}
