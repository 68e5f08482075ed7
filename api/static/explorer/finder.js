// Finding a thing in the network that is drawn, by any of its names: as they are compared by the search of the site.

import { Combobox } from "../page/combobox.js";
import { whenTyped } from "../page/composition.js";
import { element } from "../page/elements.js";
import { wordsOf } from "../page/folding.js";
import { suggestions } from "../page/suggestions.js";
import { short } from "../page/things.js";

/** @import { Found } from "../page/suggestions.js" */
/** @import { Node, Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

const MOST = 12;
const ASKED = 100;
const MOST_OUTSIDE = 6;
const WAIT = 90;

/** @type {WeakMap<Node, { name: string, key: string }[]>} */
const folded = new WeakMap();

/**
 * The names of a node, each with its folded form.
 * @param {Model} model
 * @param {Node} node
 */
function namesOf(model, node) {
  const known = folded.get(node);
  if (known) return known;
  const names = [...new Set([model.label(node), ...Object.values(node.label), ...(node.names ?? [])])].filter(Boolean);
  const found = names.map((name) => ({ name, key: wordsOf(name).join("") }));
  folded.set(node, found);
  return found;
}

/**
 * The things whose names have some words, visible ones and those that were hidden one by one: first where a name begins
 * with them, then where one contains them in this order, then in any; last, those that the server has found, in its order.
 * @param {Model} model
 * @param {string[]} words Folded.
 * @param {Map<string, string>} others What the server has found: IRIs with the name that matches.
 */
export function matches(model, words, others = new Map()) {
  const whole = words.join("");
  const ranks = new Map([...others.keys()].map((iri, place) => [iri, place]));
  const rated = [];
  for (const node of model.order) {
    if (model.hidden.has(node.id) && !model.state.hide.has(node.id)) continue;
    const names = whole ? namesOf(model, node) : [];
    const hasAll = () => words.every((word) => names.some(({ key }) => key.includes(word)));
    const found = names.find(({ key }) => key.startsWith(whole)) ?? names.find(({ key }) => key.includes(whole));
    const other = others.get(node.id);
    if (found) rated.push({ node, name: found.name, rate: found.key.startsWith(whole) ? 0 : 1 });
    else if (whole && hasAll()) rated.push({ node, name: model.label(node), rate: 2 });
    else if (other !== undefined) rated.push({ node, name: other, rate: 3 + (ranks.get(node.id) ?? 0) });
  }
  return rated.sort((a, b) => a.rate - b.rate).slice(0, MOST);
}

export class Finder {
  /**
   * @param {HTMLInputElement} field
   * @param {HTMLElement} list
   * @param {{ model: Model, texts: Texts, search: URL, onChoose: (id: string) => void,
   *   onAdd: ((id: string) => void) | null, complete: () => void }} settings `complete` brings all names.
   */
  constructor(field, list, { model, texts, search, onChoose, onAdd, complete }) {
    this.field = field;
    this.model = model;
    this.texts = texts;
    this.address = search;
    this.onChoose = onChoose;
    this.onAdd = onAdd;
    this.complete = complete;
    /** @type {Found["results"]} Things that are not drawn. */
    this.outside = [];
    /** @type {ReturnType<typeof matches>} */
    this.found = [];
    this.requests = 0;
    this.combobox = new Combobox(field, list, (index) => this.choose(index));
    whenTyped(field, () => this.search());
    field.addEventListener("blur", () => this.close());
  }

  search() {
    this.requests += 1;
    clearTimeout(this.timer);
    this.outside = [];
    const text = this.field.value.trim();
    if (!text) {
      this.combobox.clear();
      return;
    }
    this.complete();
    const known = matches(this.model, wordsOf(text));
    if (known.length) this.show(known);
    else this.combobox.clear(); // the search may know it by another name
    this.timer = setTimeout(() => this.ask(text), WAIT);
  }

  /** @param {string} text */
  async ask(text) {
    const request = this.requests;
    const found = await suggestions(this.address, text, [], ASKED);
    if (request !== this.requests) return;
    if (!found) {
      this.show(matches(this.model, wordsOf(text)));
      return;
    }
    const all = matches(this.model, found.words, byIri(found.results));
    const results = found.results.length ? found.results : found.suggestions;
    this.outside = this.onAdd ? results.filter(({ iri }) => this.isOutside(iri)).slice(0, MOST_OUTSIDE) : [];
    if (all.length || (this.outside.length && found.results.length)) this.show(all);
    else this.show(matches(this.model, [], byIri(found.suggestions)), this.texts.guesses);
  }

  /**
   * Whether a thing could be drawn and is not.
   * @param {string} iri
   */
  isOutside(iri) {
    const { known, classes } = this.model;
    const kinds = [...known.classes, ...classes.values()].map(({ id }) => id.split(":").at(-1)?.toLowerCase());
    return !this.model.nodes.has(iri) && kinds.includes(short(iri).split("/")[0]);
  }

  /**
   * @param {ReturnType<typeof matches>} found
   * @param {string} title
   */
  show(found, title = "") {
    this.found = found;
    const contents = found.map(({ node, name }) => {
      const label = this.model.label(node);
      const about = name === label ? this.model.kind(node) : `${this.texts.also} ${name}`;
      return [label, element("small", {}, about)];
    });
    for (const { label } of this.outside) contents.push([label, element("small", {}, this.texts.addThis)]);
    this.combobox.show(contents, { none: this.texts.none, active: title ? -1 : 0, title });
  }

  /** @param {number} index */
  choose(index) {
    if (index >= this.found.length) {
      const { iri, label } = this.outside[index - this.found.length];
      this.field.value = label;
      this.close();
      this.onAdd?.(iri);
      return;
    }
    const { node } = this.found[index];
    this.field.value = this.model.label(node);
    this.close();
    this.onChoose(node.id);
  }

  /** Closes the list; an answer that is on its way does not open it again. */
  close() {
    this.requests += 1;
    clearTimeout(this.timer);
    this.combobox.open(false);
  }
}

/** @param {Found["results"]} things */
function byIri(things) {
  return new Map(things.map(({ iri, label, matched }) => [iri, matched || label]));
}
