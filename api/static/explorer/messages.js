// What the explorer says: how much is shown, what went wrong and what to do next, what a screen reader hears.

import { element } from "../page/elements.js";
import { lang } from "./model.js";

const NUMBER = new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en");

export class Messages {
  constructor(explorer) {
    this.explorer = explorer;
    this.texts = explorer.texts;
    this.heard = explorer.section.appendChild(element("p", { class: "hidden", "aria-live": "polite" }));
  }

  // How much of what there is, in one line.
  text() {
    const { model, page } = this.explorer;
    const shown = model.nodes.size - model.hidden.size;
    const all = Math.max(model.total, model.nodes.size);
    const line = [this.texts.shown.replace("{shown}", NUMBER.format(shown)).replace("{all}", NUMBER.format(all))];
    const partial = Number(page?.dataset.partial ?? 0);
    if (partial)
      line.push(partial === 1 ? this.texts.partialOne : this.texts.partial.replace("{count}", NUMBER.format(partial)));
    if (model.alone) line.push(this.texts.alone.replace("{count}", NUMBER.format(model.alone)));
    return line.join(lang === "zh" ? "；" : "; ");
  }

  status() {
    const { state, model } = this.explorer;
    const line = this.explorer.part("status");
    if (line) {
      line.replaceChildren(this.text());
      if (state.hide.length)
        line.append(
          " ",
          this.button(
            this.texts.hiddenOnes.replace("{count}", String(state.hide.length)),
            () => this.explorer.change({ hide: [] }),
            "link",
          ),
        );
    }
    if (!model.nodes.size)
      this.note(
        this.texts.empty,
        element(
          "a",
          { href: `${this.explorer.source.base}explore`, class: "button", "data-reload": "yes" },
          this.texts.removeFilters,
        ),
      );
    else if (this.isEmpty) this.note("");
    this.isEmpty = !model.nodes.size;
  }

  button(text, run, kind = "") {
    const made = element("button", { type: "button", class: kind }, text);
    made.addEventListener("click", run);
    return made;
  }

  say(text) {
    this.heard.textContent = text;
  }

  note(text, ...more) {
    const box = this.explorer.part("note");
    box.hidden = !text;
    box.replaceChildren(...(text ? [element("p", { role: "status" }, text, " ", ...more)] : []));
  }

  changed() {
    this.note(this.texts.changed, element("a", { href: location.href, class: "button" }, this.texts.reload));
  }
}
