// The stage: the canvas on which vis-network draws nodes and edges and we draw the labels, and what of the network it
// shows. It knows how things look, not why.

import { Appearance } from "./appearance.js";
import { drawLabels } from "./label-drawing.js";

/** @import { Emphasis, Label, Place } from "./types.d.ts" */
/** @import { Colours } from "./colours.js" */
/** @import { Model } from "./model.js" */

const STRETCH = 1.7;
const COLUMN_LABEL = 190;
const BORDER = 40;
const CROWD = 250;

export class Stage {
  /**
   * @param {HTMLElement} canvas
   * @param {Model} model
   * @param {Colours} colours
   * @param {object} options Of vis-network.
   * @param {object} on
   * @param {(node: string | null, edge: number | null) => void} on.click
   * @param {(node: string) => void} on.open
   * @param {(node: string) => void} on.drag
   */
  constructor(canvas, model, colours, options, on) {
    this.canvas = canvas;
    this.model = model;
    this.appearance = new Appearance(model, colours);
    this.over = /** @type {HTMLElement | null} */ (canvas.closest(".stage")?.querySelector("[data-over]") ?? null);
    /** @type {string | null} */
    this.hovered = null;
    /** @type {number | null} */
    this.hoveredEdge = null;
    /** @type {Label[]} */
    this.labels = [];
    this.isUpright = false;
    this.pulled = [1, 1];
    this.scale = 1;
    this.middle = { x: 0, y: 0 };
    this.frame();
    /** @type {Map<string | number, string>} */
    this.known = new Map();
    this.data = {
      nodes: new globalThis.vis.DataSet(this.changed(this.appearance.nodes())),
      edges: new globalThis.vis.DataSet(this.changed(this.appearance.edges())),
    };
    // Its types want each field of an edge of the data set to be one of the library's own.
    this.network = new globalThis.vis.Network(canvas, /** @type {any} */ (this.data), options);
    this.listen(on);
    this.view();
  }

  /** @param {{ click: (node: string | null, edge: number | null) => void, open: (node: string) => void, drag: (node: string) => void }} on */
  listen(on) {
    const { network } = this;
    network.on("afterDrawing", (context) => {
      this.labels = drawLabels(this, context);
    });
    network.on("click", ({ nodes, edges }) => on.click(nodes[0] ?? null, nodes.length ? null : (edges[0] ?? null)));
    network.on("doubleClick", ({ nodes }) => nodes[0] && on.open(nodes[0]));
    network.on("hoverNode", ({ node }) => this.hover(node, null));
    network.on("blurNode", () => this.hover(null, null));
    network.on("hoverEdge", ({ edge }) => this.hover(this.hovered, edge));
    network.on("blurEdge", () => this.hover(this.hovered, null));
    network.on("dragging", ({ nodes }) => this.follow(nodes));
    network.on("dragEnd", ({ nodes }) => {
      this.follow(nodes);
      if (nodes[0]) on.drag(nodes[0]);
    });
    network.on("resize", () => requestAnimationFrame(() => this.fit())); // vis-network restores its own view first
  }

  /**
   * Draws another model from the next painting on.
   * @param {Model} model
   * @param {Colours} colours
   */
  use(model, colours) {
    this.model = model;
    Object.assign(this.appearance, { model, colours });
    this.appearance.forget();
    this.known.clear();
    this.data.edges.clear();
    this.data.nodes.clear();
  }

  // ── Where things stand ──

  // Where nodes stand on a screen of this size: an upright screen has an upright network, columns take the whole width.
  frame() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const isColumns = this.model.how === "columns";
    this.turn(height > width && !isColumns);
    const pad = { x: isColumns ? Math.min(COLUMN_LABEL, width * 0.27) : Math.min(64, width * 0.1), y: 34 };
    if (!isColumns) this.stretch((width - 2 * pad.x) / (height - 2 * pad.y));
    const [low, high] = this.extent();
    const across = isColumns ? Infinity : (width - 2 * pad.x) / Math.max(high.x - low.x, 1);
    const down = (height - 2 * pad.y) / Math.max(high.y - low.y, 1);
    this.scale = Math.max(isColumns ? 0.62 : 0.05, Math.min(across, down, 1.35));
    this.middle = { x: (low.x + high.x) / 2, y: (low.y + high.y) / 2 };
    if (isColumns) this.widen((width / 2 - pad.x) / this.scale, low, height);
    const most = this.model.nodes.size > CROWD ? 1.3 : 1.9; // in a crowd, larger nodes would cover each other
    this.appearance.scale = Math.min(most, Math.max(1, 0.72 / this.scale));
  }

  /** @param {boolean} isUpright */
  turn(isUpright) {
    if (isUpright === this.isUpright) return;
    this.isUpright = isUpright;
    for (const node of this.model.nodes.values()) [node.x, node.y] = [node.y, node.x];
    this.pulled.reverse();
  }

  /**
   * Stretches the network along its shorter side, within limits, so that it fills the screen and labels have room.
   * @param {number} wanted Width of the screen by its height.
   */
  stretch(wanted) {
    const nodes = [...this.model.nodes.values()];
    if (nodes.length < 3 || this.model.how === "around") return;
    const [low, high] = this.extent();
    const found = Math.max(high.x - low.x, 1) / this.pulled[0] / (Math.max(high.y - low.y, 1) / this.pulled[1]);
    const part = Math.min(STRETCH, Math.max(1 / STRETCH, found / wanted));
    const pulled = part > 1 ? [1, part] : [1 / part, 1];
    for (const node of nodes) {
      node.x *= pulled[0] / this.pulled[0];
      node.y *= pulled[1] / this.pulled[1];
    }
    this.pulled = pulled;
  }

  /**
   * Spreads columns over the whole width; a long list begins at its top.
   * @param {number} half
   * @param {Place} low
   * @param {number} height
   */
  widen(half, low, height) {
    const reach = Math.max(...[...this.model.nodes.values()].map(({ x }) => Math.abs(x)), 1);
    for (const node of this.model.nodes.values()) node.x *= half / reach;
    const top = low.y + (height / 2 - BORDER) / this.scale;
    this.middle = { x: 0, y: Math.min(this.middle.y, top) };
  }

  /** @returns {[Place, Place]} The corners of what is visible. */
  extent() {
    const visible = [...this.model.nodes.values()].filter(({ id }) => !this.model.hidden.has(id));
    const low = { x: Infinity, y: Infinity };
    const high = { x: -Infinity, y: -Infinity };
    for (const { x, y, size } of visible) {
      low.x = Math.min(low.x, x - size);
      low.y = Math.min(low.y, y - size);
      high.x = Math.max(high.x, x + size);
      high.y = Math.max(high.y, y + size);
    }
    const none = { x: 0, y: 0 };
    return Number.isFinite(low.x) ? [low, high] : [none, none];
  }

  /** Takes in the places of another network. */
  settle() {
    this.isUpright = false;
    this.pulled = [1, 1];
    this.frame();
    this.view();
  }

  /** @param {string[]} ids Nodes that were dragged. */
  follow(ids) {
    for (const [id, place] of Object.entries(this.network.getPositions(ids))) Object.assign(this.model.node(id), place);
  }

  // ── What is drawn ──

  /** @param {Emphasis} emphasis */
  paint(emphasis = this.appearance.emphasis) {
    this.appearance.emphasis = emphasis;
    this.data.nodes.update(this.changed(this.appearance.nodes()));
    this.data.edges.update(this.changed(this.appearance.edges()));
  }

  /** Paints a model that has grown. */
  grow() {
    this.appearance.most.clear();
    this.paint();
  }

  /**
   * What looks other than vis-network knows: each thing that is handed to it costs it far more than this comparison.
   * @template {{ id: string | number }} Item
   * @param {Item[]} items
   */
  changed(items) {
    return items.filter((item) => {
      const look = JSON.stringify(item);
      const isChanged = this.known.get(item.id) !== look;
      this.known.set(item.id, look);
      return isChanged;
    });
  }

  /**
   * @param {string | null} node
   * @param {number | null} edge
   */
  hover(node, edge) {
    if (node === this.hovered && edge === this.hoveredEdge) return;
    this.hovered = node;
    this.hoveredEdge = edge;
    this.canvas.style.cursor = node || edge !== null ? "pointer" : "default";
    this.network.redraw();
  }

  // ── What is in view ──

  view() {
    this.network.moveTo({ position: this.middle, scale: this.scale, animation: false });
  }

  fit() {
    this.frame();
    this.paint();
    this.view();
  }

  /** @param {string | undefined} way "in", "out" or "fit". */
  zoom(way) {
    if (way === "fit") this.fit();
    else this.network.moveTo({ scale: this.network.getScale() * (way === "in" ? 1.3 : 1 / 1.3), animation: false });
  }

  /**
   * Brings a node into view, without moving what is in view already.
   * @param {string} id
   */
  show(id) {
    const node = this.model.node(id);
    const { x, y } = this.network.canvasToDOM(node);
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const scale = this.network.getScale();
    const isInside = x > BORDER && y > BORDER && x < width - BORDER && y < height - BORDER;
    const position = { x: node.x, y: node.y };
    if (!isInside || scale < 0.5) this.network.moveTo({ position, scale: Math.max(scale, 0.9), animation: false });
  }
}
