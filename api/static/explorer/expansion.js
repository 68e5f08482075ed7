// Expansion: what is added to the network that was drawn first, neighbours of a thing or the shortest paths between two.

import { button, element } from "../page/elements.js";
import { fill, localized } from "../page/language.js";
import { short } from "../page/things.js";

/** @import { Addition, Neighbours, Node, Place, ShortestPaths, State, Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */
/** @import { Source } from "./source.js" */

const STEP = 24;
const GAP = 9;
const LAST_RING = 40;

/**
 * Places new things on rings around a centre, where nothing stands yet.
 * @param {Model} model
 * @param {Node[]} fresh
 * @param {Place} centre
 */
export function settle(model, fresh, centre) {
  const taken = [...model.nodes.values()].filter((node) => !fresh.includes(node) && Number.isFinite(node.x));
  for (const node of fresh) {
    node.size = Number.isFinite(node.size) ? node.size : 8;
    Object.assign(node, free(taken, centre, node.size));
    taken.push(node);
  }
}

/**
 * @param {Node[]} taken
 * @param {Place} centre
 * @param {number} size
 * @returns {Place}
 */
function free(taken, centre, size) {
  for (let ring = 1; ; ring += 1) {
    const reach = 60 + ring * 26;
    const count = Math.floor((2 * Math.PI * reach) / 30);
    for (let step = 0; step < count; step += 1) {
      const angle = (2 * Math.PI * step) / count + ring;
      const [x, y] = [centre.x + reach * Math.cos(angle), centre.y + reach * Math.sin(angle)];
      const isFree = taken.every((node) => Math.hypot(node.x - x, node.y - y) > node.size + size + GAP);
      if (isFree || ring > LAST_RING) return { x, y };
    }
  }
}

export class Expansion {
  /**
   * @param {object} settings
   * @param {Source} settings.source
   * @param {Texts} settings.texts
   * @param {() => Model} settings.model The model as it is now.
   * @param {() => void} settings.reset Goes back to the network that was drawn first.
   * @param {(key: string) => void} settings.onExpand Gets kind, slug and number of neighbours: `institution/icbc~30`.
   */
  constructor({ source, texts, model, reset, onExpand }) {
    this.source = source;
    this.texts = texts;
    this.model = model;
    this.reset = reset;
    this.onExpand = onExpand;
    /** @type {Map<string, Neighbours | ShortestPaths>} */
    this.known = new Map();
    /** @type {string[]} */
    this.applied = [];
  }

  /**
   * Fetches the answers that a state needs, once each.
   * @param {State} state
   * @returns {Promise<string[]>} Their keys.
   */
  async bring({ open, from, to }) {
    const wanted = open.map((each) => `open ${each}`);
    if (from && to) wanted.push(`path ${from} ${to}`);
    for (const key of wanted) if (!this.known.has(key)) this.known.set(key, await this.fetched(key));
    return wanted;
  }

  /** @param {string} key */
  async fetched(key) {
    const [what, one, other] = key.split(" ");
    if (what === "path") return this.source.get("paths", { from: this.iri(one), to: this.iri(other) });
    const [of, limit] = one.split("~");
    return this.source.get("neighbours", { of: this.iri(of), limit: limit ?? STEP });
  }

  /** @param {string} name Kind and slug. */
  iri(name) {
    return this.model().byShort.get(name) ?? name;
  }

  /**
   * Makes the model hold what a state needs.
   * @param {State} state
   * @returns {Promise<boolean>} Whether it changed.
   */
  async apply(state) {
    const wanted = await this.bring(state);
    if (wanted.join("\n") === this.applied.join("\n")) return false;
    const isMore = this.applied.every((key, index) => wanted[index] === key);
    if (!isMore) this.reset();
    for (const key of wanted.slice(isMore ? this.applied.length : 0)) this.add(key);
    this.applied = wanted;
    return true;
  }

  /** @param {string} key */
  add(key) {
    const model = this.model();
    const answer = /** @type {Addition} */ (this.known.get(key));
    const nodes = answer.nodes.map((node) => ({ ...{ degree: 1, size: 8, names: [] }, ...node }));
    const anchor = key.split(" ")[1].split("~")[0];
    const fresh = model.add({ ...answer, nodes });
    const known = model.nodes.get(this.iri(anchor)) ?? [...model.nodes.values()].find((node) => !fresh.includes(node));
    settle(model, fresh, known && Number.isFinite(known.x) ? known : { x: 0, y: 0 });
  }

  /**
   * The shortest paths that a state shows.
   * @param {State} state
   */
  path({ from, to }) {
    const found = from && to ? this.known.get(`path ${from} ${to}`) : null;
    return /** @type {ShortestPaths | null} */ (found ?? null);
  }

  /**
   * Says how many neighbours a thing has and how many are drawn, and offers the rest.
   * @param {Node} node
   * @param {HTMLElement} box
   */
  async offer(node, box) {
    const { texts } = this;
    /** @type {Neighbours | null} */
    const counted = await this.source.get("neighbours", { of: node.id, limit: 1 }).catch(() => null);
    if (!counted || !box.isConnected) return;
    const { total } = counted;
    const drawn = this.model().neighbours(node.id).length;
    const relations = counted.byRelation.map(
      ({ label, count }) => `${typeof label === "string" ? label : localized(label)} ${count}`,
    );
    const line = fill(texts.neighbours, { shown: Math.min(drawn, total), total });
    const small = element("small", { class: "quiet" }, relations.join(" · "));
    box.replaceChildren(element("p", {}, line, element("br"), small));
    if (drawn >= total) return;
    const rest = total - drawn;
    const offers = [{ text: fill(texts.expand, { count: rest }), limit: total }];
    if (rest > STEP) offers.unshift({ text: fill(texts.expandSome, { count: STEP }), limit: drawn + STEP });
    for (const { text, limit } of offers)
      box.append(
        button(text, () => this.onExpand(`${short(node.id)}~${limit}`)),
        " ",
      );
  }
}
