// On a phone filters and facts come from below over the network; one button each brings them and takes them away.

import { isComposing } from "../page/composition.js";
import { button, element } from "../page/elements.js";

/** @import { Texts } from "./types.d.ts" */

const narrow = matchMedia("(max-width: 60rem)");

export class Sheets {
  /**
   * @param {HTMLElement} box
   * @param {Texts} texts
   * @param {Record<string, HTMLElement>} panels By the name of the text of their button.
   */
  constructor(box, texts, panels) {
    this.panels = Object.entries(panels);
    /** @type {string | null} */
    this.shown = null;
    this.buttons = this.panels.map(([name]) =>
      button(texts[name], () => this.open(this.shown === name ? null : name), { "aria-expanded": "false" }),
    );
    box.append(element("div", { class: "sheet-bar" }, ...this.buttons));
    narrow.addEventListener("change", () => this.open(null));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.shown && !isComposing(event)) this.open(null);
    });
  }

  /** @param {string | null} name */
  open(name) {
    if (!narrow.matches && name) return;
    this.shown = name;
    for (const [index, [each, panel]] of this.panels.entries()) {
      panel.toggleAttribute("data-sheet-open", each === name);
      this.buttons[index].setAttribute("aria-expanded", String(each === name));
    }
  }
}
