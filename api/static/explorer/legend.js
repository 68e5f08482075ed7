// The legend, which is also the filter of classes.

import { control, element } from "../page/elements.js";
import { fill, localized } from "../page/language.js";
import { short } from "../page/things.js";
import { keepInLine } from "./legend-line.js";
import { mark, stroke } from "./shapes.js";
import { OTHER } from "./visibility.js";

/** @import { Edge, Look, Side, State, Texts } from "./types.d.ts" */
/** @import { Colours } from "./colours.js" */
/** @import { Model } from "./model.js" */

/** Lists of a state that the legend filters by: classes, relations, kinds of institutions. */
const LISTS = /** @type {const} */ (["shown", "links", "kinds"]);

/**
 * @param {string} label
 * @param {number | undefined} count
 */
function counted(label, count) {
  const number = count === undefined ? [] : [" ", element("span", { class: "count" }, String(count))];
  return element("span", {}, label, ...number);
}

/**
 * What the legend says of a class, a relation, a community, a batch or a side of a comparison.
 * @typedef {object} Entry
 * @property {string} label
 * @property {string} [colour] Without one it is that of the letters.
 * @property {string} [shape] Of nodes; links have none.
 * @property {boolean} [dashed]
 * @property {number} [count]
 * @property {Side} [side]
 * @property {"shown" | "links" | "kinds"} [list] What of the state it belongs to, where it can be hidden.
 * @property {string} [kind] What addresses call it there.
 * @property {number} [width] Of a line.
 */

/**
 * The classes of a network, in their order; kinds of institutions follow their class.
 * @param {Model} model
 * @param {Colours} colours
 * @returns {Entry[]}
 */
function classes(model, colours) {
  const used = [...model.classes.values()].filter((look) => look.count).sort((a, b) => a.rank - b.rank);
  return used.flatMap((look) => {
    const isByKind = colours.scheme === "class" && look.role === "actor" && model.kinds.length > 0;
    const colour = colours.scheme === "class" && !isByKind ? colours.look(look) : undefined;
    const kind = look.id.split(":").at(-1) ?? "";
    const own = { label: localized(look.label), colour, shape: look.shape, count: look.count, list: LISTS[0], kind };
    return [own, ...(isByKind ? kinds(model, colours, look) : [])];
  });
}

/**
 * The kinds of institutions that occur, and those without one.
 * @param {Model} model
 * @param {Colours} colours
 * @param {Look} look
 * @returns {Entry[]}
 */
function kinds(model, colours, look) {
  const nodes = [...model.nodes.values()].filter((node) => node.class === look.id);
  const count = (/** @type {string | undefined} */ id) => nodes.filter(({ kind }) => kind === id).length;
  const all = model.kinds.map(({ id, label }) => ({
    ...{ label: localized(label), colour: colours.kind(id), count: count(id), kind: short(id) },
    ...{ shape: look.shape, list: LISTS[2] },
  }));
  const others = { label: colours.texts.otherKind, colour: colours.theme.neutral, count: count(undefined) };
  return [...all, { ...others, kind: OTHER, shape: look.shape, list: LISTS[2] }].filter((each) => each.count);
}

/**
 * What the colours of groups say: the kind that most of their institutions are of.
 * @param {Model} model
 * @param {Colours} colours
 * @returns {Entry[]}
 */
function groups(model, colours) {
  if (colours.scheme !== "class") return [];
  const all = [...model.nodes.values()].filter(({ members, id }) => members && !model.hidden.has(id));
  return model.kinds
    .map(({ id, label }) => ({
      ...{ label: fill(colours.texts.mostly, { kind: localized(label) }), colour: colours.kind(id), shape: "dot" },
      count: all.filter(({ kind }) => kind === id).length,
    }))
    .filter(({ count }) => count);
}

/**
 * @param {Model} model
 * @param {Colours} colours
 * @param {Edge[]} edges
 * @returns {Entry[]}
 */
function relations(model, colours, edges) {
  const used = new Set(edges.map((edge) => edge.relation));
  const looks = [...model.relations.values()].filter((look) => used.has(look.id));
  const isDashed = (/** @type {Look} */ look) => !model.sources.length && look.dashed;
  return looks.map((look) => ({
    ...{ label: localized(look.label), colour: colours.look(look), dashed: isDashed(look) },
    ...{ list: LISTS[1], kind: look.id },
  }));
}

/**
 * What widths and dashes of links mean.
 * @param {Texts} texts
 * @param {Edge[]} edges
 * @returns {Entry[]}
 */
function support(texts, edges) {
  const isAny = edges.some(({ origins }) => origins);
  const weak = edges.some(({ certainty }) => certainty);
  return [
    ...(isAny ? [{ label: texts.widths, width: 3.5 }] : []),
    ...(weak ? [{ label: texts.dashes, dashed: true }] : []),
  ];
}

/**
 * @param {Model} model
 * @param {Texts} texts
 * @returns {Entry[]}
 */
function sides(model, { new: added, gone, both }) {
  if (!model.isComparison) return [];
  /** @type {[Side, string][]} */
  const named = [
    ["a", gone],
    ["both", both],
    ["b", added],
  ];
  const nodes = [...model.nodes.values()];
  return named.map(([side, label]) => ({ side, label, count: nodes.filter((node) => node.side === side).length }));
}

/**
 * The legend of what is visible, for a saved picture.
 * @param {Model} model
 * @param {Colours} colours
 * @returns {Entry[]}
 */
export function drawn(model, colours) {
  const nodes = [...model.nodes.values()].filter(({ id }) => !model.hidden.has(id));
  const edges = model.drawnEdges;
  /** @param {Entry} entry */
  const counted = ({ list, kind }) =>
    list === LISTS[0]
      ? nodes.filter((node) => node.class.split(":").at(-1) === kind).length
      : nodes.filter((node) => model.role(node) === "actor" && (node.kind ? short(node.kind) : OTHER) === kind).length;
  const kinds = classes(model, colours).map((entry) => ({ ...entry, count: counted(entry) }));
  const scheme = colours.legend().map((entry) => ({ ...entry, shape: "dot" }));
  return [
    ...kinds.filter(({ count }) => count),
    ...groups(model, colours),
    ...relations(model, colours, edges),
    ...support(colours.texts, edges),
    ...scheme,
    ...sides(model, colours.texts),
  ];
}

export class Legend {
  /**
   * @param {HTMLElement} list
   * @param {{ model: Model, colours: Colours, texts: Texts, onToggle: (lists: Partial<State>) => void }} settings
   */
  constructor(list, { model, colours, texts, onToggle }) {
    this.list = list;
    this.model = model;
    this.colours = colours;
    this.texts = texts;
    list.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement) onToggle(this.chosen(target.dataset.list ?? ""));
    });
    keepInLine(list);
  }

  /**
   * What is ticked of a list, as a state names it: none stands for all.
   * @param {string} list
   */
  chosen(list) {
    const boxes = [...this.list.querySelectorAll("input")].filter((box) => box.dataset.list === list);
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    return { [list]: ticked.length === boxes.length ? [] : ticked.length ? ticked : ["none"] };
  }

  show() {
    const focused = document.activeElement;
    const same = (/** @type {HTMLInputElement} */ box) => `[data-list="${box.dataset.list}"][value="${box.value}"]`;
    const own = focused instanceof HTMLInputElement && this.list.contains(focused) ? same(focused) : null;
    const { model, colours, texts } = this;
    const entries = [
      ...classes(model, colours),
      ...groups(model, colours),
      ...relations(model, colours, model.edges),
      ...support(texts, model.edges),
    ];
    this.list.replaceChildren(...entries.map((entry) => this.item(entry)), ...this.scheme(), ...this.sides());
    if (own && this.list.querySelector(own)) control(this.list, own).focus();
  }

  /** @param {Entry} entry */
  item({ label, colour, shape, count, list, kind = "", dashed = false, width }) {
    const paint = colour ?? "currentColor";
    const icon = shape ? mark(shape, paint) : stroke(paint, dashed, width);
    if (!list) return element("li", { class: "key quiet" }, icon, counted(label, count));
    const chosen = this.model.state[list];
    const name = list === "shown" ? "class" : list;
    const box = element("input", { type: "checkbox", name, value: kind, "data-list": list });
    box.checked = !chosen || chosen.has(kind);
    return element("li", {}, element("label", {}, box, icon, counted(label, count)));
  }

  scheme() {
    return this.colours
      .legend()
      .map(({ colour, label, count }) => element("li", { class: "key" }, mark("dot", colour), counted(label, count)));
  }

  sides() {
    return sides(this.model, this.texts).map(({ side, label, count }) =>
      element("li", { class: `key side side-${side}` }, element("i", { "aria-hidden": "true" }), counted(label, count)),
    );
  }
}
