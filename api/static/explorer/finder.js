// Finding a thing in the network that is drawn, by any of its names.

import { Combobox } from "../page/combobox.js";
import { element } from "../page/elements.js";

/** @import { Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

const MOST = 12;

/**
 * The visible things that a text is part of a name of; those whose name begins with it come first.
 * @param {Model} model
 * @param {string} text
 */
export function matches(model, text) {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return [];
  const rated = [];
  for (const node of model.order) {
    if (model.hidden.has(node.id)) continue;
    const names = [model.label(node), ...Object.values(node.label), ...(node.names ?? [])];
    const name = names.find((each) => each?.toLowerCase().includes(wanted));
    if (name) rated.push({ node, name, rate: name.toLowerCase().startsWith(wanted) ? 0 : 1 });
  }
  return rated.sort((a, b) => a.rate - b.rate).slice(0, MOST);
}

export class Finder {
  /**
   * @param {HTMLInputElement} field
   * @param {HTMLElement} list
   * @param {{ model: Model, texts: Texts, onChoose: (id: string) => void }} settings
   */
  constructor(field, list, { model, texts, onChoose }) {
    this.field = field;
    this.model = model;
    this.texts = texts;
    this.onChoose = onChoose;
    /** @type {ReturnType<typeof matches>} */
    this.found = [];
    this.combobox = new Combobox(field, list, (index) => this.choose(index));
    field.addEventListener("input", () => this.search());
    field.addEventListener("blur", () => this.combobox.open(false));
  }

  search() {
    this.found = matches(this.model, this.field.value);
    if (!this.field.value.trim()) {
      this.combobox.clear();
      return;
    }
    const contents = this.found.map(({ node, name }) => {
      const label = this.model.label(node);
      const about = name === label ? this.model.kind(node) : `${this.texts.also} ${name}`;
      return [label, element("small", {}, about)];
    });
    this.combobox.show(contents, { none: this.texts.none, active: 0 });
  }

  /** @param {number} index */
  choose(index) {
    const { node } = this.found[index];
    this.field.value = this.model.label(node);
    this.combobox.open(false);
    this.onChoose(node.id);
  }
}
