// How nodes and edges look now: colours, sizes, opacity, bends.

import { areas, usual } from "./areas.js";
import { mixed } from "./colours.js";

/** @import { Disc, Edge, Emphasis, Line, Node, Theme } from "./types.d.ts" */
/** @import { Colours } from "./colours.js" */
/** @import { Model } from "./model.js" */

const FADED = 0.13;
const EDGE = 0.62;
const [CROWD, FAINTEST] = [2000, 0.4]; // links from which each is fainter, and what is left of their opacity
const [DENSE, VEIL] = [12, 0.15]; // the same for links of each node, as between groups of which nearly all are linked
const BEND = 0.14;
const [THIN, STEP, WIDEST] = [1.2, 1, 4.2]; // width for one independent source, for each more, and at most
const GROUP = 0.22; // opacity of groups, so that names and links are read across them

/**
 * How wide a link is: by its shared applications, by the links that it stands for, or by its independent sources.
 * @param {Pick<Edge, "weight" | "relation" | "origins">} edge
 */
export function widthOf({ weight, relation, origins = [] }) {
  if (weight && relation === "between") return Math.min(THIN + Math.log2(weight), 7);
  if (weight) return Math.min(THIN + 1.1 * (weight - 1), 7);
  return Math.min(THIN + STEP * Math.max(0, origins.length - 1), WIDEST);
}

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
    /** What areas stand for; empty for what suits the network. */
    this.area = "";
    /** @type {Map<string, number>} How many edges between two nodes have been given a bend. */
    this.pairs = new Map();
    /** @type {Map<string, number>} */
    this.most = new Map();
  }

  /** @returns {Theme} */
  get theme() {
    return this.colours.theme;
  }

  /** Forgets what it remembers of the nodes of the model. */
  forget() {
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
    if (model.isComparison) return node.side === "b" ? 0.6 : 1;
    if (model.now !== undefined && model.now > 0) return model.isNew(node) ? 1 : 0.5;
    return 1;
  }

  /** Of a link that nothing is said of: where there are very many, what lies below is seen through them. */
  get edgeOpacity() {
    const { nodes, edges } = this.model;
    const crowd = Math.max(FAINTEST, Math.min(1, Math.sqrt(CROWD / edges.length)));
    return EDGE * crowd * Math.max(VEIL, Math.min(1, (DENSE * nodes.size) / edges.length));
  }

  /** @returns {import("./types.d.ts").Area[]} */
  areas() {
    return areas(this.model, this.area || usual(this.model));
  }

  nodes() {
    return [...this.model.nodes.values()].map((node) => this.node(node));
  }

  /**
   * @param {Node} node
   * @returns {Disc}
   */
  node(node) {
    const { ink, paper } = this.theme;
    const fill = this.colours.of(node);
    const isGroup = Boolean(node.members);
    const isMarked = node.id === this.emphasis.selected || this.model.state.pin.has(node.id);
    const isGone = node.side === "a";
    const isShared = node.side === "both";
    return {
      node,
      radius: this.radius(node) * this.scale,
      shape: isGroup ? "dot" : this.model.look(node).shape,
      fill: isGone ? paper : isGroup ? mixed(fill, paper, GROUP) : fill,
      border: isMarked || isShared ? ink : isGone || isGroup ? fill : paper,
      borderWidth: isMarked || isGone || isShared ? 2 : 1.5,
      opacity: this.opacity(node),
      isHidden: this.model.hidden.has(node.id),
    };
  }

  edges() {
    this.pairs.clear();
    return this.model.edges.map((edge) => this.edge(edge));
  }

  /**
   * @param {Edge} edge
   * @returns {Line}
   */
  edge(edge) {
    const { model } = this;
    const look = model.lookOfEdge(edge);
    const { lit, links, edge: chosen } = this.emphasis;
    const isStrong = chosen === edge.id || Boolean(lit && links?.(edge));
    const width = widthOf(edge);
    return {
      edge,
      from: model.node(edge.from),
      to: model.node(edge.to),
      bend: this.bend(edge),
      colour: this.colours.look(look),
      width: isStrong ? width + 0.8 : width,
      opacity: isStrong ? 1 : lit ? FADED * 0.8 : this.edgeOpacity,
      isDashed: edge.side === "a" || (model.sources.length ? Boolean(edge.certainty) : look.dashed),
      isStrong,
      isHidden: model.hiddenEdges.has(edge.id) || model.hidden.has(edge.from) || model.hidden.has(edge.to),
    };
  }

  /**
   * Of several edges between the same two nodes, the first stays straight and the others bend to either side.
   * @param {Edge} edge
   */
  bend({ from, to }) {
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const turn = this.pairs.get(key) ?? 0;
    this.pairs.set(key, turn + 1);
    if (!turn) return 0;
    const side = from < to === Boolean(turn % 2) ? 1 : -1;
    return side * BEND * 2 * Math.ceil(turn / 2);
  }
}
