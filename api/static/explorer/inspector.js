// The index card of what is selected: what it is and why it matters, what can be done with it, its facts and sources.

import { PageCard } from "../copy/page-card.js";
import { isCopy } from "../page/copy.js";
import { button, element, within } from "../page/elements.js";
import { fill, joined, lang, localized, number } from "../page/language.js";
import { pageOf } from "../page/things.js";
import { Card } from "./card.js";
import { JOINS } from "./model.js";
import { sharing } from "./pointing.js";
import { choices, route } from "./route.js";
import { Unanswered } from "./source.js";
import { together } from "./together.js";

/** @import { Edge, Look, Node as Thing, ShortestPaths, State, Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */
/** @import { Source } from "./source.js" */

/**
 * What the buttons of the card do. Without `isKept` there are none.
 * @typedef {object} Actions
 * @property {boolean} isKept
 * @property {(id: string | null) => void} select
 * @property {(id: string) => void} pin
 * @property {(id: string) => void} hide
 * @property {(id: string) => void} pathFrom
 * @property {(id: string) => void} openGroup
 * @property {(part: import("./types.d.ts").Part) => void} change
 */

const NAMED = 3;

export class Inspector {
  /**
   * @param {HTMLElement} panel
   * @param {{ model: () => Model, complete: () => void, texts: Texts, source: Source, act: Actions }} settings `complete`
   *   brings all names.
   */
  constructor(panel, { model, complete, texts, source, act }) {
    this.panel = panel;
    this.present = model;
    this.complete = complete;
    this.texts = texts;
    this.source = source;
    this.act = act;
    this.idle = [...panel.childNodes];
    this.requests = 0;
    panel.addEventListener("click", (event) => this.clicked(event));
  }

  /** The model as it is now. */
  get model() {
    return this.present();
  }

  clear() {
    this.requests += 1;
    this.panel.replaceChildren(...this.idle);
    this.panel.removeAttribute("data-open");
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const mark = within(event, ".mark");
    const thing = within(event, "[data-thing]")?.dataset.thing ?? "";
    if (mark instanceof HTMLAnchorElement && mark.hash) {
      if (this.show(mark.hash)) event.preventDefault();
    } else if (this.model.nodes.has(thing) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.act.select(thing);
    }
  }

  /**
   * Goes to the source behind a mark.
   * @param {string} selector
   */
  show(selector) {
    const item = /** @type {HTMLElement | null} */ (this.panel.querySelector(selector));
    for (const each of item ? this.panel.querySelectorAll(".is-marked") : []) each.classList.remove("is-marked");
    item?.classList.add("is-marked");
    item?.scrollIntoView({ block: "nearest" });
    item?.focus({ preventScroll: true });
    return item !== null;
  }

  /**
   * The first of some names, and how many more there are.
   * @param {string[]} names
   */
  listed(names) {
    const more = names.length > NAMED ? ` ${fill(this.texts.more, { count: names.length - NAMED })}` : "";
    return joined(names.slice(0, NAMED), "names") + more;
  }

  /**
   * One line of why a thing matters, as far as it is drawn: its batches, and what else its applications use.
   * @param {Thing} node
   */
  why(node) {
    const role = this.model.role(node);
    const isCounted = role === "item" || JOINS.has(role);
    const batches = this.model.batches(node).map(({ label }) => localized(label));
    const isTopic = role === "topic";
    const others = isTopic ? this.model.together(node.id).map((id) => this.model.label(this.model.node(id))) : [];
    const parts = [];
    if (batches.length) parts.push(fill(this.texts.inBatches, { batches: this.listed(batches) }));
    if (others.length) parts.push(fill(this.texts.usedWith, { names: this.listed(others) }));
    if (isCounted) parts.push(this.counts(node));
    return joined(parts.filter(Boolean), "sentences") || fill(this.texts.kindOf, { count: node.degree });
  }

  /**
   * How many things of each class a thing is linked to here.
   * @param {Thing} node
   */
  counts(node) {
    /** @type {Map<Look, number>} */
    const counts = new Map();
    for (const id of this.model.neighbours(node.id)) {
      const look = this.model.look(this.model.node(id));
      if (!JOINS.has(look.role)) counts.set(look, (counts.get(look) ?? 0) + 1);
    }
    const sorted = [...counts].sort((a, b) => a[0].rank - b[0].rank);
    return sorted.map(([look, count]) => `${localized(look.label)}: ${count}`).join(" · ");
  }

  /**
   * @param {string} kind
   * @param {HTMLElement} title
   * @param {string} other The name in another language, if any.
   * @param {string} why
   * @returns {HTMLElement[]}
   */
  head(kind, title, other = "", why = "") {
    const close = button(this.texts.close, () => this.act.select(null), { class: "close" });
    const lines = [element("p", { class: "kind" }, kind), close, element("h2", { dir: "auto" }, title)];
    if (other) lines.push(element("p", { class: "other quiet", dir: "auto" }, other));
    if (why) lines.push(element("p", { class: "why" }, why));
    return lines;
  }

  /** @param {Thing} node */
  async node(node) {
    this.complete();
    const others = Object.entries(node.label).find(
      ([tag, label]) => tag !== lang && label && label !== node.label[lang],
    );
    const title = element("a", { href: node.href }, this.model.label(node));
    const head = this.head(this.model.kind(node), title, others?.[1], this.why(node));
    const isActor = this.model.role(node) === "actor";
    await this.fill([...head, this.actions(node)], async (card) => {
      const [partners, facts] = await Promise.all([isActor ? this.partners(card, node) : [], card.facts(node)]);
      return [...partners, ...facts];
    });
  }

  /**
   * A line of those that an institution works with, whatever is drawn, and the way to their sources.
   * @param {Card} card
   * @param {Thing} node
   */
  async partners(card, node) {
    const names = await card.partners(node);
    if (!names.length) return [];
    const href = `${this.source.base}lookups/who-works-with-whom?institution=${encodeURIComponent(node.id)}`;
    const line = fill(this.texts.partners, { names: this.listed(names) });
    return [element("p", { class: "why" }, line, " ", element("a", { href, class: "quiet" }, this.texts.saysSo))];
  }

  /** @param {Thing} node */
  actions(node) {
    const isPinned = this.model.state.pin.has(node.id);
    const { texts, act } = this;
    const bar = element("p", { class: "doings" });
    if (act.isKept) {
      const centre = `${this.source.base}explore?entity=${encodeURIComponent(node.id)}`;
      const pressed = { "aria-pressed": String(isPinned) };
      const open = fill(texts.openGroup, { count: number(node.members ?? 0) });
      if (node.members && !isCopy()) bar.append(button(open, () => act.openGroup(node.id)));
      bar.append(
        button(isPinned ? texts.unpin : texts.pin, () => act.pin(node.id), pressed),
        button(texts.hide, () => act.hide(node.id)),
      );
      bar.append(button(texts.pathFrom, () => act.pathFrom(node.id)));
      if (!isCopy()) bar.append(element("a", { class: "button", href: centre }, texts.centre));
    }
    return element("div", {}, bar, element("div", { class: "expand", "data-expand": node.id }));
  }

  /** @param {Edge} edge */
  async edge(edge) {
    const [from, to] = [edge.from, edge.to].map((id) => {
      const node = this.model.node(id);
      return element("a", { href: node.href, "data-thing": node.id, dir: "auto" }, this.model.label(node));
    });
    const arrow = element("span", { class: "quiet" }, ` ${edge.weight ? "–" : "→"} `);
    const label = localized(this.model.lookOfEdge(edge).label);
    const isBetween = edge.relation === "between";
    const head = this.head(
      isBetween ? `${edge.weight} ${label}` : sharing(this.texts, edge.weight) || label,
      element("span", {}, from, arrow, to),
    );
    if (isBetween) return this.fill(head, async () => [element("p", { class: "quiet" }, this.texts.betweenGroups)]);
    if (!edge.through) return this.fill(head, (card) => card.evidence(edge));
    const title = (/** @type {string} */ id) => localized(this.model.through[id] ?? {}) || id;
    return this.fill(head, (card) => card.shared(edge, title));
  }

  /**
   * Several things that were selected.
   * @param {string[]} ids
   * @param {string} file The address of a file of just these.
   */
  several(ids, file) {
    const { texts, source, act } = this;
    const title = element("span", {}, fill(texts.several, { count: number(ids.length) }));
    const settings = { texts, file, base: source.base, change: act.change };
    return this.fill([...this.head("", title), ...together(this.model, ids, settings)], async () => []);
  }

  /**
   * A path between two things, step by step.
   * @param {ShortestPaths} path The one that is shown.
   * @param {ShortestPaths} found All of them.
   * @param {State} state
   */
  route(path, found, state) {
    const { texts, act } = this;
    const ends = [path.paths?.[0]?.[0], path.paths?.[0]?.at(-1)];
    const title = ends.map((id) => this.model.label(this.model.node(id ?? ""))).join(" – ");
    const head = this.head(fill(texts.stepsOnly, { count: path.length ?? 0 }), element("span", {}, title));
    const bar = choices(found, Number(state.path) || 0, texts, act.change);
    return this.fill([...head, ...bar], (card) => route(this.model, path, card));
  }

  /** What fetches facts: from the server, or from the pages of a copy. */
  card() {
    const pages = (/** @type {string} */ iri) => `${this.source.base}${pageOf(iri)}`;
    const found = isCopy() ? new PageCard(this.model, this.texts, pages) : new Card(this.source, this.texts);
    return /** @type {Card} */ (found);
  }

  /**
   * Shows what is known at once, and the rest when the server has answered, unless something else was selected
   * meanwhile.
   * @param {HTMLElement[]} head
   * @param {(card: Card) => Promise<HTMLElement[]>} fetched
   */
  async fill(head, fetched) {
    this.requests += 1;
    const request = this.requests;
    this.panel.replaceChildren(...head);
    this.panel.dataset.open = "true";
    this.panel.scrollTop = 0;
    try {
      const body = await fetched(this.card());
      if (request === this.requests) this.panel.append(...body);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      if (request !== this.requests) return;
      const again = button(this.texts.again, () => this.fill(head, fetched));
      const text = `${this.texts.failed} ${error.message} `;
      this.panel.append(element("p", { class: "notice", role: "alert" }, text, again));
    }
  }
}
