// The legend, which is also the filter of classes.

import { control, element } from "../page/elements.js";
import { localized } from "../page/language.js";
import { mark, stroke } from "./shapes.js";

/** @import { Texts } from "./types.d.ts" */
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
    const used = [...this.model.classes.values()].filter((look) => look.count).sort((a, b) => a.rank - b.rank);
    return used.map((look) => {
      const kind = look.id.split(":").at(-1) ?? "";
      const box = element("input", { type: "checkbox", name: "class", value: kind });
      box.checked = !shown || shown.has(kind);
      const colour = this.colours.scheme === "class" ? this.colours.look(look) : "currentColor";
      const label = element("label", {}, box, mark(look.shape, colour), counted(localized(look.label), look.count));
      return element("li", {}, label);
    });
  }

  relations() {
    const used = new Set(this.model.edges.map((edge) => edge.relation));
    const looks = [...this.model.relations.values()].filter((look) => used.has(look.id));
    return looks.map((look) => {
      const line = stroke(this.colours.look(look), look.dashed);
      return element("li", { class: "key quiet" }, line, ` ${localized(look.label)}`);
    });
  }

  scheme() {
    return this.colours
      .legend()
      .map(({ colour, label, count }) => element("li", { class: "key" }, mark("dot", colour), counted(label, count)));
  }

  sides() {
    if (!this.model.isComparison) return [];
    const counts = { b: 0, a: 0, both: 0 };
    for (const { side } of this.model.nodes.values()) if (side) counts[side] += 1;
    const { new: added, gone, both } = this.texts;
    return Object.entries({ b: added, a: gone, both }).map(([side, text]) =>
      element(
        "li",
        { class: `key side side-${side}` },
        element("i", { "aria-hidden": "true" }),
        counted(text, counts[/** @type {"a" | "b" | "both"} */ (side)]),
      ),
    );
  }
}
