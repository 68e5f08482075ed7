// How nodes and edges look now, as vis-network wants to be told: colours, sizes, opacity, bends.

/** @import { Edge, Emphasis, Node, Theme } from "./types.d.ts" */
/** @import { Colours } from "./colours.js" */
/** @import { Model } from "./model.js" */

const FADED = 0.13;
const EDGE = 0.62;
const DASHES = [5, 4];

export class Appearance {
  /**
   * @param {Model} model
   * @param {Colours} colours
   */
  constructor(model, colours) {
    this.model = model;
    this.colours = colours;
    /** @type {Emphasis} */
    this.emphasis = { lit: null, selected: null, edge: null, strong: new Set(), size: "degree" };
    /** How much larger nodes are drawn than the picture says. */
    this.scale = 1;
    /** @type {Map<string, number[]>} */
    this.pairs = new Map();
    /** @type {Map<string, number>} */
    this.most = new Map();
  }

  /** @returns {Theme} */
  get theme() {
    return this.colours.theme;
  }

  /** Forgets what it remembers of the nodes and edges of the model. */
  forget() {
    this.pairs.clear();
    this.most.clear();
  }

  /** @param {Node} node */
  radius(node) {
    const { size } = this.emphasis;
    const measure = size === "betweenness" || size === "pagerank" ? size : null;
    const value = measure && node[measure];
    if (!measure || typeof value !== "number" || !Number.isFinite(value)) return node.size;
    let most = this.most.get(measure);
    if (most === undefined) {
      most = Math.max(...[...this.model.nodes.values()].map((each) => each[measure] ?? 0), 1e-12);
      this.most.set(measure, most);
    }
    return 5 + 17 * Math.sqrt(value / most);
  }

  /** @param {Node} node */
  opacity(node) {
    const { lit } = this.emphasis;
    const { model } = this;
    if (lit) return lit.has(node.id) || model.state.pin.has(node.id) ? 1 : FADED;
    if (model.isComparison) return node.side === "both" ? 0.35 : 1;
    if (model.now !== undefined && model.now > 0) return model.isNew(node) || model.first(node) < 0 ? 1 : 0.5;
    return 1;
  }

  nodes() {
    return [...this.model.nodes.values()].map((node) => this.node(node));
  }

  /** @param {Node} node */
  node(node) {
    const { ink, paper } = this.theme;
    const fill = this.colours.of(node);
    const isMarked = node.id === this.emphasis.selected || this.model.state.pin.has(node.id);
    const isGone = node.side === "a";
    const background = isGone ? paper : fill;
    return {
      id: node.id,
      x: node.x,
      y: node.y,
      size: this.radius(node) * this.scale,
      shape: this.model.look(node).shape,
      borderWidth: isMarked || isGone ? 2 : 1.5,
      opacity: this.opacity(node),
      hidden: this.model.hidden.has(node.id),
      color: { background, border: isMarked ? ink : isGone ? fill : paper, hover: { background, border: ink } },
    };
  }

  edges() {
    return this.model.edges.map((edge) => this.edge(edge));
  }

  /** @param {Edge} edge */
  edge(edge) {
    const look = this.model.lookOfEdge(edge);
    const { lit, links, edge: chosen } = this.emphasis;
    const isEmphasised = chosen === edge.id || (lit && links?.(edge));
    const usual = this.model.isComparison && edge.side === "both" ? 0.3 : EDGE;
    const width = edge.weight ? Math.min(1.2 + 1.1 * (edge.weight - 1), 7) : 1.2;
    const color = this.colours.look(look);
    return {
      id: edge.id,
      from: edge.from,
      to: edge.to,
      dashes: look.dashed || edge.side === "a" ? DASHES : false,
      smooth: this.bend(edge),
      width: isEmphasised ? width + 0.8 : width,
      color: { color, hover: color, highlight: color, opacity: isEmphasised ? 1 : lit ? FADED * 0.8 : usual },
      hidden: this.model.hidden.has(edge.from) || this.model.hidden.has(edge.to),
    };
  }

  /**
   * Of several edges between the same two nodes, the first stays straight and the others bend to either side.
   * @param {Edge} edge
   */
  bend({ id, from, to }) {
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const known = this.pairs.get(key) ?? [];
    if (!known.includes(id)) this.pairs.set(key, [...known, id]);
    const turn = known.includes(id) ? known.indexOf(id) : known.length;
    if (!turn) return false;
    const type = from < to === Boolean(turn % 2) ? "curvedCW" : "curvedCCW";
    return { enabled: true, type, roundness: 0.14 * Math.ceil(turn / 2) };
  }
}
