// What is emphasised on the canvas: a path, or what is selected with all that it is linked to.

import { short } from "../page/things.js";

/** @import { Edge, Emphasis, ShortestPaths } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

/**
 * What stands for a link in an address.
 * @param {Pick<Edge, "from" | "relation" | "to">} edge
 */
export function edgeName({ from, relation, to }) {
  return `${short(from)}~${relation}~${short(to)}`;
}

/**
 * @param {Model} model
 * @param {{ path: ShortestPaths | null, selected: string | null, edge: Edge | null, picked?: string[], size: string }} shown
 * @returns {Emphasis}
 */
export function emphasis(model, { path, selected, edge, picked = [], size }) {
  let lit = null;
  let links = null;
  if (path) {
    lit = new Set(path.nodes.map((node) => node.id));
    const steps = new Set(path.edges.map(edgeName));
    links = (/** @type {Edge} */ each) => steps.has(edgeName(each));
  } else if (selected) {
    lit = new Set([selected, ...model.neighbours(selected)]);
    links = (/** @type {Edge} */ each) => each.from === selected || each.to === selected;
  } else if (picked.length) {
    const set = new Set(picked);
    lit = set;
    links = (/** @type {Edge} */ each) => set.has(each.from) && set.has(each.to);
  } else if (edge) lit = new Set([edge.from, edge.to]);
  return { lit, links, selected, edge: edge?.id ?? null, strong: lit ?? new Set(), size };
}
