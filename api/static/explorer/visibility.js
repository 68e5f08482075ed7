// Visibility: which things and links of a network are hidden by classes, kinds, dates, relations and sources.

import { short } from "../page/things.js";

/** @import { Edge, Node, State } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

/** What stands in addresses for institutions without a kind that has a colour. */
export const OTHER = "other";

/** @typedef {Pick<State, "shown" | "links" | "kinds" | "hide" | "keep" | "pin" | "since" | "until" | "undated" | "without" | "only">} Shown */

/**
 * The things that are hidden, but for what sources are left out.
 * @param {Model} model With its state.
 * @param {Shown} asked
 * @returns {Set<string>}
 */
export function hiddenThings(model, { undated }) {
  const { start, now, state } = model;
  const isLimited = start !== undefined || now !== undefined;
  const hidden = new Set();
  for (const node of model.nodes.values()) {
    const dates = isLimited ? model.dated(node) : [];
    const isWithin = dates.some((date) => date >= (start ?? 0) && date <= (now ?? Infinity));
    const isAway = isLimited && (dates.length ? !isWithin : undated !== "yes");
    const isOut = isFiltered(model, node) || isAway;
    if (state.hide.has(node.id) || (isOut && !state.pin.has(node.id))) hidden.add(node.id);
  }
  return hidden;
}

/**
 * @param {Model} model
 * @param {Node} node
 */
function isFiltered(model, node) {
  const { shown, kinds, keep } = model.state;
  if (keep.size && !keep.has(node.id)) return true;
  const isOfKind = !kinds || model.role(node) !== "actor" || kinds.has(node.kind ? short(node.kind) : OTHER);
  return !isOfKind || Boolean(shown && !shown.has(node.class.split(":").at(-1) ?? ""));
}

/**
 * The links that are hidden, as their relation is or as only sources that are left out state them, and the things that
 * are linked to nothing without these.
 * @param {Model} model With what else is hidden.
 * @param {Pick<State, "without" | "only">} asked
 */
export function leftOut(model, { without, only }) {
  const number = (/** @type {string} */ name) => model.sources.findIndex(({ id }) => short(id) === name);
  const [left, alone] = [without ? number(without) : -1, only ? number(only) : -1];
  const isKept = (/** @type {Edge} */ { origins = [] }) =>
    (left < 0 || !origins.length || origins.some((each) => each !== left)) && (alone < 0 || origins.includes(alone));
  const lost = model.edges.filter((edge) => !isKept(edge));
  const away = new Set(lost.map(({ id }) => id));
  /** @type {Set<string>} */
  const things = new Set();
  for (const id of lost.flatMap(({ from, to }) => [from, to])) {
    if (model.hidden.has(id) || model.state.pin.has(id)) continue;
    const own = [...(model.near.get(id)?.values() ?? [])].flat();
    if (own.every((edge) => away.has(edge.id))) things.add(id);
  }
  const { links } = model.state;
  const unrelated = model.edges.filter(({ relation }) => links && !links.has(relation)).map(({ id }) => id);
  return { edges: new Set([...away, ...unrelated]), things, lost: { links: lost.length, things: things.size } };
}
