// On a phone filters and facts come from below over the network; one button each brings them and takes them away.

import { element } from "../page/elements.js";

const narrow = matchMedia("(max-width: 60rem)");

export class Sheets {
  constructor(box, texts, panels) {
    this.panels = panels;
    this.bar = element("div", { class: "sheet-bar" });
    this.buttons = Object.keys(panels).map((name) => {
      const button = element("button", { type: "button", "aria-expanded": "false" }, texts[name]);
      button.addEventListener("click", () => this.open(this.shown === name ? null : name));
      return [name, button];
    });
    this.bar.append(...this.buttons.map(([, button]) => button));
    box.append(this.bar);
    narrow.addEventListener("change", () => this.open(null));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.shown) this.open(null);
    });
  }

  open(name) {
    if (!narrow.matches && name) return;
    this.shown = name;
    for (const [each, panel] of Object.entries(this.panels)) panel.toggleAttribute("data-sheet-open", each === name);
    for (const [each, button] of this.buttons) button.setAttribute("aria-expanded", String(each === name));
  }
}
