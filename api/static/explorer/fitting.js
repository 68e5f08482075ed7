// Fitting: turns, stretches and spreads the places of things so that a network fills the screen.

/** @import { Node, Place } from "./types.d.ts" */

const STRETCH = 1.7;

/**
 * The corners of the rectangle that holds things.
 * @param {(Place & { size: number })[]} nodes
 * @returns {[Place, Place]}
 */
export function extent(nodes) {
  const low = { x: Infinity, y: Infinity };
  const high = { x: -Infinity, y: -Infinity };
  for (const { x, y, size } of nodes) {
    low.x = Math.min(low.x, x - size);
    low.y = Math.min(low.y, y - size);
    high.x = Math.max(high.x, x + size);
    high.y = Math.max(high.y, y + size);
  }
  return nodes.length
    ? [low, high]
    : [
        { x: 0, y: 0 },
        { x: 0, y: 0 },
      ];
}

/**
 * Turns a network by exchanging across and down.
 * @param {Iterable<Node>} nodes
 */
export function turned(nodes) {
  for (const node of nodes) [node.x, node.y] = [node.y, node.x];
}

/**
 * Stretches a network along its shorter side, within limits, so that it fills the screen and labels have room.
 * @param {Node[]} nodes
 * @param {Node[]} visible Those that have to fill it.
 * @param {number[]} before How far it is stretched already, across and down.
 * @param {number} wanted Width of the screen by its height.
 * @returns {number[]} How far it is stretched now.
 */
export function pulled(nodes, visible, before, wanted) {
  if (nodes.length < 3) return before;
  const [low, high] = extent(visible.map(({ x, y }) => ({ x, y, size: 0 }))); // sizes are not stretched
  const found = Math.max(high.x - low.x, 1) / before[0] / (Math.max(high.y - low.y, 1) / before[1]);
  const part = Math.min(STRETCH, Math.max(1 / STRETCH, found / wanted));
  const now = part > 1 ? [1, part] : [1 / part, 1];
  for (const node of nodes) {
    node.x *= now[0] / before[0];
    node.y *= now[1] / before[1];
  }
  return now;
}

/**
 * Spreads columns over the whole width.
 * @param {Node[]} nodes
 * @param {number} half Half of it.
 */
export function widened(nodes, half) {
  const reach = nodes.reduce((most, { x }) => Math.max(most, Math.abs(x)), 1);
  for (const node of nodes) node.x *= half / reach;
}
