// Transitions: things glide from where they stood to where they stand now, unless the reader wants less motion.

/** @import { Node, Place } from "./types.d.ts" */

const TIME = 140; // milliseconds
const MOST = 1500; // things beyond which they are there at once

/**
 * Where a thing starts from: where it stood, or where the group stood that it was in; new things are in place at once.
 * @param {Node} node
 * @param {Map<string, Place>} before
 */
export function origin(node, before) {
  return before.get(node.id) ?? (node.group ? before.get(node.group) : undefined);
}

/** How far a transition has come, from 0 to 1, slowing down towards its end. */
export function eased(/** @type {number} */ part) {
  return 1 - (1 - Math.min(1, Math.max(0, part))) ** 3;
}

/**
 * @param {Iterable<Node>} nodes In their new places.
 * @param {Map<string, Place>} before Where things stood, in the coordinates of the new places.
 * @param {() => void} draw
 * @returns {() => void} Ends it at once.
 */
export function glide(nodes, before, draw) {
  const moving = [...nodes].flatMap((node) => {
    const from = origin(node, before);
    return from ? [{ node, from, to: { x: node.x, y: node.y } }] : [];
  });
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (isStill || !moving.length || moving.length > MOST) return () => {};
  const start = performance.now();
  let frame = 0;
  /** @param {number} part */
  const place = (part) => {
    for (const { node, from, to } of moving)
      Object.assign(node, { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
    draw();
  };
  const end = () => {
    cancelAnimationFrame(frame);
    place(1);
  };
  const step = () => {
    const part = (performance.now() - start) / TIME;
    if (part >= 1) end();
    else {
      place(eased(part));
      frame = requestAnimationFrame(step);
    }
  };
  place(0);
  frame = requestAnimationFrame(step);
  return end;
}
