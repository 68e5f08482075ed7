// Suggests names of things in a form's field. The field stays a plain text field; the list is the browser's own.

import { whenTyped } from "./composition.js";
import { element, findAll } from "./elements.js";
import { suggestions } from "./suggestions.js";
import { short } from "./things.js";

const WAIT = 120;

class Picker {
  /**
   * @param {HTMLInputElement} field
   * @param {number} number
   */
  constructor(field, number) {
    this.field = field;
    this.list = element("datalist", { id: `picked-${number}` });
    field.after(this.list);
    field.setAttribute("list", this.list.id);
    whenTyped(field, () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.suggest(field.value.trim()), WAIT);
    });
  }

  /** @param {string} text */
  async suggest(text) {
    if (!text) return;
    const { picker = "", kinds = "" } = this.field.dataset;
    const found = await suggestions(picker, text, kinds.split(" ").filter(Boolean));
    if (!found || this.field.value.trim() !== text) return;
    const things = [...found.results, ...found.suggestions];
    const options = things.map(({ iri, label, facts }) => {
      const isAlone = things.filter((each) => each.label === label).length === 1;
      return element("option", isAlone ? { value: label, label: facts } : { value: short(iri), label });
    });
    this.list.replaceChildren(...options);
  }
}

for (const [number, field] of findAll(document, "[data-picker]").entries())
  new Picker(/** @type {HTMLInputElement} */ (field), number);
