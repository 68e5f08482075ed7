// The legend, which is also the filter of classes; and the line that says what is shown.

import { element } from "../page/elements.js";
import { own } from "./colours.js";
import { lang } from "./model.js";
import { mark, stroke } from "./shapes.js";

function worded(label, count) {
  const counted = count === undefined ? [] : [" ", element("span", { class: "count" }, String(count))];
  return element("span", {}, label, ...counted);
}

export class Legend {
  constructor(list, { model, colours, texts, onToggle }) {
    Object.assign(this, { list, model, colours, texts, onToggle });
    list.addEventListener("change", () =>
      onToggle([...list.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value)),
    );
  }

  show() {
    const shown = this.model.state.shown;
    const items = [...this.model.classes.values()]
      .filter((look) => look.count)
      .sort((a, b) => a.rank - b.rank)
      .map((look) => {
        const kind = look.id.split(":").pop();
        const box = element("input", { type: "checkbox", name: "class", value: kind });
        box.checked = !shown || shown.has(kind);
        const colour = this.colours.scheme === "class" ? own(look) : "currentColor";
        return element(
          "li",
          {},
          element("label", {}, box, mark(look.shape, colour), worded(look.label[lang], look.count)),
        );
      });
    const focused = document.activeElement?.closest?.("[data-legend]") ? document.activeElement.value : null;
    this.list.replaceChildren(...items, ...this.relations(), ...this.scheme(), ...this.sides());
    if (focused) this.list.querySelector(`[value="${focused}"]`)?.focus();
  }

  relations() {
    const used = new Set(this.model.edges.map((edge) => edge.relation));
    return [...this.model.relations.values()]
      .filter((look) => used.has(look.id))
      .map((look) => element("li", { class: "key quiet" }, stroke(own(look), look.dashed), ` ${look.label[lang]}`));
  }

  scheme() {
    return this.colours
      .legend()
      .map(({ colour, label, count }) => element("li", { class: "key" }, mark("dot", colour), worded(label, count)));
  }

  sides() {
    if (!this.model.isComparison) return [];
    const counts = { a: 0, b: 0, both: 0 };
    for (const { side } of this.model.nodes.values()) if (side in counts) counts[side] += 1;
    const words = { b: this.texts.new, a: this.texts.gone, both: this.texts.both };
    return Object.entries(words).map(([side, word]) =>
      element(
        "li",
        { class: `key side side-${side}` },
        element("i", { "aria-hidden": "true" }),
        worded(word, counts[side]),
      ),
    );
  }
}
