// Expansion: what is added to the network that was drawn first, neighbours of a thing or the shortest paths between two.

import { button, element } from "../page/elements.js";
import { fill, localized } from "../page/language.js";
import { short } from "../page/things.js";

/** @import { Addition, Neighbours, Node, Place, ShortestPaths, State, Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */
/** @import { Source } from "./source.js" */

const STEP = 24;
const ALL = 500; // neighbours in an answer at most
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

/**
 * Whether two keys are about neighbours of one thing by one relation, whatever their numbers.
 * @param {string} one
 * @param {string} other
 */
export function isOfSame(one, other) {
  const [[name, , relation], [same, , by]] = [one, other].map((key) => key.split("~"));
  return name === same && relation === by;
}

/** @param {Pick<State, "from" | "to" | "via">} state */
function pathKey({ from, to, via }) {
  return `path ${from} ${to}${via ? ` ${via}` : ""}`;
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
  async bring({ open, from, to, via }) {
    const wanted = open.map((each) => `open ${each}`);
    if (from && to) wanted.push(pathKey({ from, to, via }));
    for (const key of wanted) if (!this.known.has(key)) this.known.set(key, await this.fetched(key));
    return wanted;
  }

  /** @param {string} key */
  async fetched(key) {
    const [what, one, other, via] = key.split(" ");
    const ends = { from: this.iri(one), to: this.iri(other) };
    if (what === "path") return this.source.get("paths", via ? { ...ends, via } : ends);
    const [of, limit = STEP, relation = ""] = one.split("~");
    const asked = { of: this.iri(of), limit: Number(limit) || ALL };
    return this.source.get("neighbours", relation ? { ...asked, relation } : asked);
  }

  /** @param {string} name Kind and slug. */
  iri(name) {
    return this.model().named(name) || name;
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
    const [anchor, limit] = key.split(" ")[1].split("~");
    const isHere = (/** @type {Node} */ { id }) => limit !== "0" || model.nodes.has(id) || short(id) === anchor;
    const nodes = answer.nodes.filter(isHere).map((node) => ({ ...{ degree: 1, size: 8, names: [] }, ...node }));
    const fresh = model.add({ ...answer, nodes });
    const own = model.nodes.get(this.iri(anchor));
    const near = own && fresh.includes(own) ? model.neighbours(own.id).map((id) => model.node(id)) : [];
    const known = [...(own ? [own] : []), ...near, ...model.nodes.values()].find((node) => !fresh.includes(node));
    settle(model, fresh, known && Number.isFinite(known.x) ? known : { x: 0, y: 0 });
  }

  /**
   * The shortest paths that a state shows.
   * @param {State} state
   */
  path({ from, to, via }) {
    const found = from && to ? this.known.get(pathKey({ from, to, via })) : null;
    return /** @type {ShortestPaths | null} */ (found ?? null);
  }

  /**
   * How many neighbours a thing has, by relation too.
   * @param {string} id
   * @returns {Promise<Neighbours | null>}
   */
  counted(id) {
    return this.source.get("neighbours", { of: id, limit: 1 }).catch(() => null);
  }

  /**
   * Whether all links of a thing by a relation are drawn.
   * @param {Node} node
   * @param {{ relation: string, count: number }} relation
   */
  isAll(node, { relation, count }) {
    const near = [...(this.model().near.get(node.id)?.values() ?? [])].flat();
    return near.filter((edge) => edge.relation === relation).length >= count;
  }

  /**
   * By how many relations a thing has neighbours that are not drawn.
   * @param {Node} node
   */
  async left(node) {
    const counted = await this.counted(node.id);
    const drawn = this.model().neighbours(node.id).length;
    if (!counted || drawn >= counted.total) return 0;
    return Math.max(1, counted.byRelation.filter((each) => !this.isAll(node, each)).length);
  }

  /**
   * Adds the next neighbours of a thing, all where these are few.
   * @param {Node} node
   */
  async more(node) {
    const total = (await this.counted(node.id))?.total ?? 0;
    const drawn = this.model().neighbours(node.id).length;
    this.onExpand(`${short(node.id)}~${total - drawn > STEP ? drawn + STEP : total}`);
  }

  /**
   * Says how many neighbours a thing has and how many are drawn, and offers the rest, by relation too.
   * @param {Node} node
   * @param {HTMLElement} box
   */
  async offer(node, box) {
    const { texts } = this;
    const counted = await this.counted(node.id);
    if (!counted || !box.isConnected) return;
    const { total } = counted;
    const drawn = this.model().neighbours(node.id).length;
    const line = fill(texts.neighbours, { shown: Math.min(drawn, total), total });
    const relations = counted.byRelation.map((each) => this.ofRelation(node, each, drawn < total));
    box.replaceChildren(element("p", {}, line), element("p", { class: "relations" }, ...relations));
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

  /**
   * A relation with its number of links: a button where not all may be drawn.
   * @param {Node} node
   * @param {Neighbours["byRelation"][number]} relation
   * @param {boolean} isOffered
   */
  ofRelation(node, { relation, label, count }, isOffered) {
    const text = `${typeof label === "string" ? label : localized(label)} ${count}`;
    if (!isOffered || this.isAll(node, { relation, count })) return element("small", { class: "quiet" }, `${text} `);
    const key = `${short(node.id)}~${Math.min(count, ALL)}~${relation}`;
    return button(`+ ${text}`, () => this.onExpand(key), { class: "small" });
  }
}
