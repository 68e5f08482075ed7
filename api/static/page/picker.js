// Suggests names of things in a form's field, each with what it is and how much there is of it. Without a script the field
// stays a plain text field, whose text the server understands.

import { Combobox } from "./combobox.js";
import { whenTyped } from "./composition.js";
import { element, findAll } from "./elements.js";
import { fill, number } from "./language.js";
import { suggestions } from "./suggestions.js";
import { short } from "./things.js";

/** @import { Suggestion } from "./suggestions.js" */

const WAIT = 120;

class Picker {
  /**
   * @param {HTMLInputElement} field
   * @param {number} number
   */
  constructor(field, number) {
    this.field = field;
    this.name = field.name;
    /** What the form sends in place of the text, as names can be those of several things. */
    this.chosen = element("input", { type: "hidden" });
    /** @type {Suggestion[]} */
    this.found = [];
    const name = field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent ?? "";
    const list = element("ul", { id: `picked-${number}`, class: "found", role: "listbox", "aria-label": name });
    list.hidden = true;
    field.after(list);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [attribute, value] of Object.entries(roles)) field.setAttribute(attribute, value);
    this.combobox = new Combobox(field, list, (index) => this.choose(this.found[index]));
    whenTyped(field, () => {
      this.choose(null);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.suggest(field.value.trim()), WAIT);
    });
    field.addEventListener("focusout", () => this.combobox.open(false));
  }

  /** @param {string} text */
  async suggest(text) {
    if (!text) {
      this.combobox.clear();
      return;
    }
    const { picker = "", kinds = "" } = this.field.dataset;
    const found = await suggestions(picker, text, kinds.split(" ").filter(Boolean));
    if (this.field.value.trim() !== text || document.activeElement !== this.field) return;
    const isGuess = !found?.results.length;
    this.found = (isGuess ? found?.suggestions : found?.results) ?? [];
    const { textNone, textGuesses, textFailed, textLinks = "" } = WORDS;
    const contents = this.found.map(({ label, lang, matched, facts, degree }) => {
      const other = matched && matched !== label ? [matched] : [];
      const links = degree ? [fill(textLinks, { count: number(degree) })] : [];
      return [element("span", { lang }, label), element("small", {}, [...other, facts, ...links].join(" · "))];
    });
    this.combobox.show(contents, { none: found ? textNone : textFailed, title: isGuess ? textGuesses : "" });
  }

  /** @param {Suggestion | null} thing Nothing when the text is the reader's own. */
  choose(thing) {
    this.field.toggleAttribute("name", !thing);
    if (!thing) {
      this.field.name = this.name;
      this.chosen.remove();
      return;
    }
    this.field.value = thing.label;
    Object.assign(this.chosen, { name: this.name, value: short(thing.iri) });
    this.field.after(this.chosen);
    this.combobox.clear();
  }
}

const WORDS = findAll(document, "[data-search]")[0]?.dataset ?? {}; // those of the search of the page
for (const [number, field] of findAll(document, "[data-picker]").entries())
  new Picker(/** @type {HTMLInputElement} */ (field), number);
