// The things and links of a network, and what of them is visible. It knows nothing of the screen.

import { localized } from "../page/language.js";
import { short } from "../page/things.js";
import { byWeight, keyOf, links } from "./indexes.js";
import { hiddenThings, leftOut } from "./visibility.js";

/** @import { Addition, Drawing, Edge, Look, Node, Period } from "./types.d.ts" */
/** @import { Indexes } from "./indexes.js" */
/** @import { Shown } from "./visibility.js" */

/** Roles of things that link everything in them, so that a link through one of them says little. */
export const JOINS = new Set(["hub", "container"]);

/**
 * How a class or relation looks that nobody described.
 * @param {string} id
 * @returns {Look}
 */
function undescribed(id) {
  const label = { en: id, zh: id };
  return { id, label, inverse: label, colour: null, shape: "dot", rank: 98, role: "", dashed: false, count: 0 };
}

export class Model {
  /** @param {Omit<Drawing, "options">} drawing */
  constructor({ nodes, edges, legend }) {
    /** @type {Map<string, Node>} */
    this.nodes = new Map();
    /** @type {Edge[]} */
    this.edges = [];
    /** @type {Map<string, Look>} */
    this.classes = new Map();
    /** @type {Map<string, Look>} */
    this.relations = new Map();
    /** What is worked out when it is asked for. @type {Indexes} */
    this.found = {};
    /** @type {Set<string>} */
    this.hidden = new Set();
    /** @type {number | undefined} */
    this.now = undefined;
    /** How many things are left out as nobody says when they came. */
    this.withoutDate = 0;
    this.timeline = legend.timeline ?? [];
    /** Batches with a day, in order of time: only these are moments. */
    this.moments = this.timeline.filter(({ date }) => date);
    this.periods = new Map(this.moments.map(({ id }, index) => [id, index]));
    this.how = legend.how ?? "network";
    this.total = legend.total ?? nodes.length;
    this.alone = legend.alone ?? 0;
    this.through = legend.through ?? {};
    this.isComparison = nodes.some((node) => node.side);
    this.areas = legend.areas ?? {};
    this.by = legend.by ?? "";
    this.opened = legend.opened ?? [];
    /** Kinds of institutions that have a colour. */
    this.kinds = legend.kinds ?? [];
    /** Origins of the sources that state the links; without any, nothing is known of their support. */
    this.sources = legend.sources ?? [];
    /** @type {Set<number>} */
    this.hiddenEdges = new Set();
    /** How many links and things are away as the sources that are left out say so alone. */
    this.lost = { links: 0, things: 0 };
    this.known = legend.known ?? { classes: [], relations: [] };
    this.add({ nodes, edges, classes: legend.classes, relations: legend.relations });
    /** @type {number | undefined} */
    this.start = undefined;
    const all = /** @type {Set<string> | null} */ (null);
    const none = () => /** @type {Set<string>} */ (new Set());
    const sets = { hide: none(), keep: none(), pin: none() };
    this.state = { shown: all, links: all, kinds: all, ...sets, since: "", until: "" };
  }

  /**
   * Takes in things and links that are not here yet.
   * @param {Addition} addition
   * @returns {Node[]} The things that are new.
   */
  add({ nodes, edges, classes = [], relations = [] }) {
    const { known } = this;
    this.describe(this.classes, classes, new Set(nodes.map((node) => node.class)), known.classes);
    this.describe(this.relations, relations, new Set(edges.map((edge) => edge.relation)), known.relations);
    const fresh = nodes.filter((node) => !this.nodes.has(node.id));
    for (const node of fresh) this.nodes.set(node.id, node);
    if (this.edges.length) this.link(edges);
    else this.edges = edges; // of a whole drawing, in which each is there once
    for (let id = 0; id < this.edges.length; id += 1) this.edges[id].id = id;
    this.found = {};
    this.count();
    return fresh;
  }

  /** @param {Edge[]} edges Those that are not here yet are taken. */
  link(edges) {
    const keys = new Set(this.edges.map(keyOf));
    for (const edge of edges) {
      const key = keyOf(edge);
      if (keys.has(key) || !this.nodes.has(edge.from) || !this.nodes.has(edge.to)) continue;
      keys.add(key);
      this.edges.push({ ...edge });
    }
  }

  /**
   * Takes in looks; what is used without a look gets the one that is known, if any.
   * @param {Map<string, Look>} looks
   * @param {Look[]} given
   * @param {Set<string>} used
   * @param {Look[]} known
   */
  describe(looks, given, used, known) {
    for (const look of given) if (!looks.has(look.id)) looks.set(look.id, look);
    for (const id of used)
      if (!looks.has(id)) looks.set(id, { ...(known.find((look) => look.id === id) ?? undescribed(id)) });
  }

  count() {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const node of this.nodes.values()) counts.set(node.class, (counts.get(node.class) ?? 0) + 1);
    for (const [id, look] of this.classes) look.count = counts.get(id) ?? 0;
  }

  /** The things by their weight, the heaviest first. */
  get order() {
    this.found.order ??= byWeight([...this.nodes.values()], this);
    return this.found.order;
  }

  /**
   * More links than this only so many things have.
   * @param {number} count
   */
  most(count) {
    this.found.degrees ??= this.order.map(({ degree }) => degree).sort((a, b) => b - a);
    return this.found.degrees[count] ?? 0;
  }

  /** The links of each thing, by the thing at the other end. */
  get near() {
    this.found.near ??= links(this.edges);
    return this.found.near;
  }

  /**
   * The IRI of a thing that is drawn, by what stands for it in an address; empty if there is none.
   * @param {string} name
   */
  named(name) {
    if (!name) return "";
    this.found.byShort ??= new Map([...this.nodes.keys()].map((id) => [short(id), id]));
    return this.found.byShort.get(name) ?? "";
  }

  /**
   * A thing that is drawn.
   * @param {string} id
   * @returns {Node}
   */
  node(id) {
    const node = this.nodes.get(id);
    if (!node) throw new Error(`${id} is not drawn.`);
    return node;
  }

  /** @param {Node} node */
  look(node) {
    return this.classes.get(node.class) ?? undescribed(node.class);
  }

  /** @param {Edge} edge */
  lookOfEdge(edge) {
    return this.relations.get(edge.relation) ?? undescribed(edge.relation);
  }

  /** @param {Node} node */
  label(node) {
    return localized(node.label) || short(node.id);
  }

  /** @param {Node} node */
  kind(node) {
    return localized(this.look(node).label);
  }

  /**
   * What a thing does in drawings, as the ontology says: hub, container, item, actor or "".
   * @param {Node} node
   */
  role(node) {
    return this.classes.get(node.class)?.role ?? "";
  }

  /**
   * Where among the moments a thing first appears, or -1 for a thing in no dated batch.
   * @param {Node} node
   */
  first(node) {
    const periods = this.dated(node);
    return periods.length ? Math.min(...periods) : -1;
  }

  /**
   * Where among the moments the dated batches of a thing are.
   * @param {Node} node
   */
  dated(node) {
    return (node.batches ?? []).map((id) => this.periods.get(id)).filter((index) => index !== undefined);
  }

  /** @param {Shown} state */
  apply(state) {
    /** @param {string[]} names */
    const ids = (names) => new Set(names.map((each) => this.named(each)).filter(Boolean));
    const { shown, links, kinds, undated } = state;
    const chosen = (/** @type {string[]} */ names) => (names.length ? new Set(names) : null);
    const lists = { shown: chosen(shown), links: chosen(links), kinds: chosen(kinds) };
    const [since, until] = [state.since, state.until].map((name) => this.named(name));
    this.state = { ...lists, hide: ids(state.hide), keep: ids(state.keep), pin: ids(state.pin), since, until };
    [this.start, this.now] = [this.periods.get(since), this.periods.get(until)];
    const isLimited = this.start !== undefined || this.now !== undefined;
    this.withoutDate = isLimited && undated !== "yes" ? this.undated : 0;
    this.hidden = hiddenThings(this, state);
    const { edges, things, lost } = leftOut(this, state);
    this.hiddenEdges = edges;
    this.lost = lost;
    for (const id of things) this.hidden.add(id);
  }

  /** The visible links. */
  get drawnEdges() {
    const { hidden, hiddenEdges } = this;
    return this.edges.filter(({ id, from, to }) => !hiddenEdges.has(id) && !hidden.has(from) && !hidden.has(to));
  }

  /** How many things are in no dated batch. */
  get undated() {
    return [...this.nodes.values()].filter((node) => this.first(node) < 0).length;
  }

  /** How many things first came up in each dated batch. */
  get arrivals() {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const node of this.nodes.values()) {
      const id = this.moments[this.first(node)]?.id;
      if (id) counts.set(id, (counts.get(id) ?? 0) + (node.members ?? 1));
    }
    return counts;
  }

  /** @param {Node} node */
  isNew(node) {
    return this.now !== undefined && this.first(node) === this.now;
  }

  /** @param {string} id */
  neighbours(id) {
    return [...(this.near.get(id)?.keys() ?? [])];
  }

  /**
   * Things of the same class that are linked to the same applications here, those that share most first.
   * @param {string} id
   */
  together(id) {
    const kind = this.node(id).class;
    /** @type {Map<string, number>} */
    const shared = new Map();
    for (const middle of this.neighbours(id)) {
      if (this.role(this.node(middle)) !== "item") continue;
      for (const other of this.neighbours(middle))
        if (other !== id && this.node(other).class === kind) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    /** @param {string} iri */
    const label = (iri) => this.label(this.node(iri));
    return [...shared].sort((a, b) => b[1] - a[1] || label(a[0]).localeCompare(label(b[0]))).map(([other]) => other);
  }

  /**
   * A batch of the timeline.
   * @param {string} id
   */
  batch(id) {
    this.found.batches ??= new Map(this.timeline.map((each) => [each.id, each]));
    return this.found.batches.get(id);
  }

  /**
   * The batches that a thing is in; none for a batch itself, or for what holds batches.
   * @param {Node} node
   * @returns {Period[]}
   */
  batches(node) {
    const periods = (node.batches ?? []).map((id) => this.batch(id));
    return JOINS.has(this.role(node)) ? [] : periods.filter((each) => each !== undefined);
  }
}
