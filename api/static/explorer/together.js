// Together: the card of several things that were selected: what they are, what they share, what can be done with them.

import { isCopy } from "../page/copy.js";
import { button, element } from "../page/elements.js";
import { fill, localized, number } from "../page/language.js";
import { short } from "../page/things.js";

/** @import { Node, Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

const NAMED = 30;
const SHARED = 12;
const COMPARED = /^(batch|sandbox|place)\//;

/**
 * What several things share: what at least two of them are linked to, that of most of them first.
 * @param {Model} model
 * @param {string[]} ids
 * @returns {{ node: Node, count: number }[]}
 */
export function shared(model, ids) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  const own = new Set(ids);
  for (const id of own)
    for (const near of model.neighbours(id)) if (!own.has(near)) counts.set(near, (counts.get(near) ?? 0) + 1);
  const found = [...counts].filter(([, count]) => count > 1).map(([id, count]) => ({ node: model.node(id), count }));
  return found.sort((a, b) => b.count - a.count || b.node.degree - a.node.degree || (a.node.id < b.node.id ? -1 : 1));
}

/**
 * How many of some things there are of each class.
 * @param {Model} model
 * @param {string[]} ids
 */
export function byClass(model, ids) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const id of ids) {
    const kind = model.kind(model.node(id));
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${kind} ${number(count)}`).join(" · ");
}

/**
 * @param {Model} model
 * @param {string} id
 * @param {string} [more]
 */
function link(model, id, more = "") {
  const node = model.node(id);
  const name = element("a", { href: node.href, "data-thing": id, dir: "auto" }, model.label(node));
  return element("li", {}, name, element("span", { class: "count" }, more));
}

/**
 * The parts of the card.
 * @param {Model} model
 * @param {string[]} ids
 * @param {object} settings
 * @param {Texts} settings.texts
 * @param {string} settings.base
 * @param {(part: import("./types.d.ts").Part) => void} settings.change
 * @param {string} settings.file The address of a file of just these.
 * @returns {HTMLElement[]}
 */
export function together(model, ids, { texts, base, change, file }) {
  const names = ids.map(short);
  const kept = names.map((name) => ["a", "b"][names.indexOf(name)] ?? "");
  const doings = element(
    "p",
    { class: "doings" },
    button(texts.hide, () => change({ hide: names, pick: [] })),
    button(texts.keepOnly, () => change({ keep: names, pick: [] })),
    ...(isCopy() ? [] : [element("a", { class: "button", href: file, download: "" }, "CSV")]),
  );
  if (!isCopy() && names.length === 2 && names.every((name) => COMPARED.test(name))) {
    const asked = new URLSearchParams(names.map((name, index) => [kept[index], name]));
    doings.append(element("a", { class: "button", href: `${base}compare?${asked}` }, texts.compare));
  }
  const common = shared(model, ids);
  const list = common.slice(0, SHARED).map(({ node, count }) => {
    const about = ` ${localized(model.look(node).label)} · ${fill(texts.ofThese, { count, all: ids.length })}`;
    return link(model, node.id, about);
  });
  const rest = ids.length > NAMED ? [element("li", {}, fill(texts.more, { count: number(ids.length - NAMED) }))] : [];
  return [
    element("p", { class: "why" }, byClass(model, ids)),
    doings,
    element("h3", {}, texts.share),
    list.length ? element("ul", { class: "listed" }, ...list) : element("p", { class: "quiet" }, texts.shareNothing),
    element("h3", {}, texts.selectedOnes),
    element("ul", { class: "listed" }, ...ids.slice(0, NAMED).map((id) => link(model, id)), ...rest),
  ];
}
