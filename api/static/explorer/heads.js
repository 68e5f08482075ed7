// Heads: what stands above the columns of a drawing.

import { localized } from "../page/language.js";

/** @import { Node } from "./types.d.ts" */
/** @import { Camera } from "./camera.js" */
/** @import { Model } from "./model.js" */

const NEAR = 40; // pixels within which things stand in one column
const HEADED = new Set(["actor", "item", "topic"]);

/**
 * The heads of columns: the class of most things of each, with their number, and where it stands across the screen.
 * @param {Model} model
 * @param {Camera} camera
 * @returns {{ x: number, text: string }[]}
 */
export function heads(model, camera) {
  if (model.how !== "columns") return [];
  /** @type {{ x: number, nodes: Node[] }[]} */
  const columns = [];
  for (const node of model.nodes.values()) {
    if (model.hidden.has(node.id) || !HEADED.has(model.role(node))) continue;
    const { x } = camera.project(node);
    const column = columns.find((each) => Math.abs(each.x - x) < NEAR);
    if (column) column.nodes.push(node);
    else columns.push({ x, nodes: [node] });
  }
  return columns.map(({ x, nodes }) => ({ x, text: `${localized(model.look(nodes[0]).label)} ${nodes.length}` }));
}
