// The legend, which is also the filter of classes.

import { control, element } from "../page/elements.js";
import { localized } from "../page/language.js";
import { mark, stroke } from "./shapes.js";

/** @import { Edge, Side, Texts } from "./types.d.ts" */
/** @import { Colours } from "./colours.js" */
/** @import { Model } from "./model.js" */

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
 * @property {string} [kind] The class as addresses have it.
 */

/**
 * The classes of a network, in their order.
 * @param {Model} model
 * @param {Colours} colours
 * @returns {Entry[]}
 */
function classes(model, colours) {
  const used = [...model.classes.values()].filter((look) => look.count).sort((a, b) => a.rank - b.rank);
  return used.map((look) => {
    const colour = colours.scheme === "class" ? colours.look(look) : undefined;
    const kind = look.id.split(":").at(-1) ?? "";
    return { label: localized(look.label), colour, shape: look.shape, count: look.count, kind };
  });
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
  return looks.map((look) => ({ label: localized(look.label), colour: colours.look(look), dashed: look.dashed }));
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
    ["b", added],
    ["a", gone],
    ["both", both],
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
  const edges = model.edges.filter((edge) => !model.hidden.has(edge.from) && !model.hidden.has(edge.to));
  /** @param {Entry} entry */
  const counted = (entry) => nodes.filter((node) => node.class.split(":").at(-1) === entry.kind).length;
  const kinds = classes(model, colours).map((entry) => ({ ...entry, count: counted(entry) }));
  const scheme = colours.legend().map((entry) => ({ ...entry, shape: "dot" }));
  return [
    ...kinds.filter(({ count }) => count),
    ...relations(model, colours, edges),
    ...scheme,
    ...sides(model, colours.texts),
  ];
}

export class Legend {
  /**
   * @param {HTMLElement} list
   * @param {{ model: Model, colours: Colours, texts: Texts, onToggle: (shown: string[]) => void }} settings
   */
  constructor(list, { model, colours, texts, onToggle }) {
    this.list = list;
    this.model = model;
    this.colours = colours;
    this.texts = texts;
    list.addEventListener("change", () => {
      const chosen = [...list.querySelectorAll("input")].filter((box) => box.checked);
      onToggle(chosen.map((box) => box.value));
    });
  }

  show() {
    const focused = document.activeElement;
    const kind = focused instanceof HTMLInputElement && this.list.contains(focused) ? focused.value : null;
    this.list.replaceChildren(...this.classes(), ...this.relations(), ...this.scheme(), ...this.sides());
    if (kind && this.list.querySelector(`[value="${kind}"]`)) control(this.list, `[value="${kind}"]`).focus();
  }

  classes() {
    const { shown } = this.model.state;
    return classes(this.model, this.colours).map(({ label, colour, shape = "", count, kind = "" }) => {
      const box = element("input", { type: "checkbox", name: "class", value: kind });
      box.checked = !shown || shown.has(kind);
      const icon = mark(shape, colour ?? "currentColor");
      return element("li", {}, element("label", {}, box, icon, counted(label, count)));
    });
  }

  relations() {
    const all = relations(this.model, this.colours, this.model.edges);
    return all.map(({ label, colour = "currentColor", dashed = false }) =>
      element("li", { class: "key quiet" }, stroke(colour, dashed), ` ${label}`),
    );
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
