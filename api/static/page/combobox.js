// Combobox: a text field with a list of options below it (WAI-ARIA Authoring Practices, combobox with a listbox).

import { isComposing } from "./composition.js";
import { element } from "./elements.js";

export class Combobox {
  /**
   * @param {HTMLInputElement} field
   * @param {HTMLElement} list
   * @param {(index: number) => void} onChoose Gets the place of the option chosen.
   */
  constructor(field, list, onChoose) {
    this.field = field;
    this.list = list;
    this.onChoose = onChoose;
    this.active = -1;
    /** @type {HTMLElement[]} */
    this.options = [];
    field.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", (event) => {
      const index = this.options.findIndex((option) => option.contains(/** @type {Node} */ (event.target)));
      if (index >= 0) onChoose(index);
    });
  }

  /**
   * Shows options, or a line that says why there are none.
   * @param {(Node | string)[][]} contents Of each option.
   * @param {{ none?: string, active?: number, title?: string }} settings A title stands above the options.
   */
  show(contents, { none = "", active = -1, title = "" } = {}) {
    this.options = contents.map((children, index) =>
      element("li", { id: `${this.list.id}-${index}`, role: "option", dir: "auto" }, ...children),
    );
    const said = contents.length ? title : none;
    const line = { class: "quiet", role: "option", "aria-disabled": "true", "aria-selected": "false" };
    this.list.replaceChildren(...(said ? [element("li", line, said)] : []), ...this.options);
    this.open(true);
    this.activate(active);
  }

  clear() {
    this.options = [];
    this.list.replaceChildren();
    this.open(false);
  }

  /** @param {boolean} isOpen */
  open(isOpen) {
    this.list.hidden = !isOpen;
    this.field.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  activate(index) {
    this.active = this.options.length ? index : -1;
    for (const [place, option] of this.options.entries()) option.setAttribute("aria-selected", String(place === index));
    const option = this.options[this.active];
    if (option) this.field.setAttribute("aria-activedescendant", option.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (isComposing(event)) return;
    if (event.key === "Escape") this.open(false);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.active >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.onChoose(this.active);
    }
  }

  /** @param {1 | -1} step */
  move(step) {
    const count = this.options.length;
    if (!count) return;
    const from = this.active < 0 && step < 0 ? 0 : this.active;
    this.activate((from + step + count) % count);
    this.options[this.active].scrollIntoView({ block: "nearest" });
  }
}
