// The canvas: vis-network draws nodes and edges, we draw the labels. It knows how things look, not why.

import { own } from "./colours.js";
import { letter } from "./label-drawing.js";

const vis = window.vis;
const FADED = 0.13;
const EDGE = 0.62;
const STRETCH = 1.7;
const COLUMN_LABEL = 190;

export function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export class Stage {
  constructor(canvas, model, colours, options, on) {
    this.canvas = canvas;
    this.model = model;
    this.colours = colours;
    this.on = on;
    this.hovered = null;
    this.hoveredEdge = null;
    this.look = { lit: null, selected: null, edge: null, strong: new Set(), size: "degree" };
    this.pairs = new Map();
    this.labels = [];
    this.pulled = [1, 1];
    this.theme();
    this.frame();
    this.known = new Map();
    this.data = {
      nodes: new vis.DataSet(this.changed(this.nodes())),
      edges: new vis.DataSet(this.changed(this.edges())),
    };
    this.network = new vis.Network(canvas, this.data, options);
    this.network.on("afterDrawing", (context) => letter(this, context));
    this.network.on("click", ({ nodes, edges }) =>
      on.click(nodes[0] ?? null, nodes.length ? null : (edges[0] ?? null)),
    );
    this.network.on("doubleClick", ({ nodes }) => nodes[0] && on.open(nodes[0]));
    this.network.on("hoverNode", ({ node }) => this.hover(node, null));
    this.network.on("blurNode", () => this.hover(null, null));
    this.network.on("hoverEdge", ({ edge }) => this.hover(this.hovered, edge));
    this.network.on("blurEdge", () => this.hover(this.hovered, null));
    this.network.on("dragging", ({ nodes }) => this.follow(nodes));
    this.network.on("dragEnd", ({ nodes }) => nodes[0] && this.follow(nodes) && on.drag(nodes[0]));
    this.network.on("resize", () => requestAnimationFrame(() => this.fit())); // vis-network restores its own view first
    this.view();
  }

  theme() {
    this.ink = css("--ink");
    this.paper = css("--paper");
    this.font = css("--sans");
  }

  // Where nodes stand on a screen of this size: an upright screen has an upright network, columns take the whole width.
  frame() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const upright = height > width && this.model.how !== "columns";
    if (upright !== Boolean(this.upright)) {
      this.upright = upright;
      for (const node of this.model.nodes.values()) [node.x, node.y] = [node.y, node.x];
      this.pulled = [this.pulled[1], this.pulled[0]];
    }
    const columns = this.model.how === "columns";
    const pad = { x: columns ? Math.min(COLUMN_LABEL, width * 0.27) : Math.min(64, width * 0.1), y: 34 };
    if (!columns) this.stretch((width - 2 * pad.x) / (height - 2 * pad.y));
    const [low, high] = this.extent();
    const across = columns ? Infinity : (width - 2 * pad.x) / Math.max(high.x - low.x, 1);
    const down = (height - 2 * pad.y) / Math.max(high.y - low.y, 1);
    this.scale = Math.max(columns ? 0.62 : 0.05, Math.min(across, down, 1.35));
    this.middle = { x: (low.x + high.x) / 2, y: (low.y + high.y) / 2 };
    if (columns) this.widen((width / 2 - pad.x) / this.scale, low, height);
    const most = this.model.nodes.size > 250 ? 1.3 : 1.9; // in a crowd, larger nodes would cover each other
    this.grown = Math.min(most, Math.max(1, 0.72 / this.scale));
  }

  // Pulls the network apart along its shorter side, within reason, so that it fills the screen and labels have room.
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

  widen(half, low, height) {
    const reach = Math.max(...[...this.model.nodes.values()].map(({ x }) => Math.abs(x)), 1);
    for (const node of this.model.nodes.values()) node.x *= half / reach;
    this.middle.x = 0;
    const top = low.y + (height / 2 - 40) / this.scale;
    this.middle.y = Math.min(this.middle.y, top); // a long list begins at its top
  }

  extent() {
    const low = { x: Infinity, y: Infinity };
    const high = { x: -Infinity, y: -Infinity };
    for (const { id, x, y, size } of this.model.nodes.values()) {
      if (this.model.hidden?.has(id)) continue;
      [low.x, low.y, high.x, high.y] = [
        Math.min(low.x, x - size),
        Math.min(low.y, y - size),
        Math.max(high.x, x + size),
        Math.max(high.y, y + size),
      ];
    }
    return Number.isFinite(low.x)
      ? [low, high]
      : [
          { x: 0, y: 0 },
          { x: 0, y: 0 },
        ];
  }

  view() {
    this.network.moveTo({ position: this.middle, scale: this.scale, animation: false });
  }

  fit() {
    this.frame();
    this.paint();
    this.view();
  }

  follow(ids) {
    for (const [id, place] of Object.entries(this.network.getPositions(ids)))
      Object.assign(this.model.nodes.get(id), place);
    return ids.length > 0;
  }

  // ── Looks ──

  radius(node) {
    const { size } = this.look;
    if (size === "degree" || !Number.isFinite(node[size])) return node.size;
    this.most ??= {};
    this.most[size] ??= Math.max(...[...this.model.nodes.values()].map((each) => each[size] ?? 0), 1e-12);
    return 5 + 17 * Math.sqrt(node[size] / this.most[size]);
  }

  opacity(node) {
    if (this.look.lit) return this.look.lit.has(node.id) || this.model.state.pin.has(node.id) ? 1 : FADED;
    if (this.model.isComparison) return node.side === "both" ? 0.35 : 1;
    if (this.model.now !== undefined && this.model.now > 0)
      return this.model.isNew(node) || this.model.first(node) < 0 ? 1 : 0.5;
    return 1;
  }

  nodes() {
    return [...this.model.nodes.values()].map((node) => {
      const fill = this.colours.of(node);
      const isMarked = node.id === this.look.selected || this.model.state.pin.has(node.id);
      const isGone = node.side === "a";
      const edge = isMarked ? this.ink : isGone ? fill : this.paper;
      const background = isGone ? this.paper : fill;
      return {
        id: node.id,
        x: node.x,
        y: node.y,
        size: this.radius(node) * this.grown,
        shape: this.model.classes.get(node.class).shape,
        borderWidth: isMarked || isGone ? 2 : 1.5,
        opacity: this.opacity(node),
        hidden: this.model.hidden?.has(node.id) ?? false,
        color: { background, border: edge, hover: { background, border: this.ink } },
      };
    });
  }

  edges() {
    return this.model.edges.map((edge) => {
      const look = this.model.relations.get(edge.relation);
      const { lit, edge: chosen } = this.look;
      const isOwn = chosen === edge.id || (lit && this.look.links?.(edge));
      const pale = this.model.isComparison && edge.side === "both" ? 0.3 : EDGE;
      const opacity = isOwn ? 1 : lit ? FADED * 0.8 : pale;
      const heavy = edge.weight ? Math.min(1.2 + 1.1 * (edge.weight - 1), 7) : 1.2;
      const colour = own(look);
      return {
        id: edge.id,
        from: edge.from,
        to: edge.to,
        dashes: look.dashed || edge.side === "a" ? [5, 4] : false,
        smooth: this.curve(edge),
        width: isOwn ? heavy + 0.8 : heavy,
        color: { color: colour, hover: colour, highlight: colour, opacity },
        hidden: Boolean(this.model.hidden?.has(edge.from) || this.model.hidden?.has(edge.to)),
      };
    });
  }

  // Edges between the same two nodes bend apart, the first stays straight.
  curve({ id, from, to }) {
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    if (!this.pairs.has(key)) this.pairs.set(key, []);
    const known = this.pairs.get(key);
    if (!known.includes(id)) known.push(id);
    const turn = known.indexOf(id);
    if (!turn) return false;
    return {
      enabled: true,
      type: from < to === Boolean(turn % 2) ? "curvedCW" : "curvedCCW",
      roundness: 0.14 * Math.ceil(turn / 2),
    };
  }

  paint(look = this.look) {
    this.look = look;
    this.data.nodes.update(this.changed(this.nodes()));
    this.data.edges.update(this.changed(this.edges()));
  }

  // What looks other than vis-network knows: each thing that is handed to it costs it far more than this comparison.
  changed(items) {
    return items.filter((item) => {
      const look = JSON.stringify(item);
      const isNew = this.known.get(item.id) !== look;
      this.known.set(item.id, look);
      return isNew;
    });
  }

  // ── Moving ──

  hover(node, edge) {
    if (node === this.hovered && edge === this.hoveredEdge) return;
    this.hovered = node;
    this.hoveredEdge = edge;
    this.canvas.style.cursor = node || edge !== null ? "pointer" : "default";
    this.network.redraw();
  }

  zoom(way) {
    if (way === "fit") this.fit();
    else this.network.moveTo({ scale: this.network.getScale() * (way === "in" ? 1.3 : 1 / 1.3), animation: false });
  }

  // Brings a node into view, without moving what is in view already.
  show(id) {
    const node = this.model.nodes.get(id);
    const { x, y } = this.network.canvasToDOM(node);
    const scale = this.network.getScale();
    const isInside = x > 40 && y > 40 && x < this.canvas.clientWidth - 40 && y < this.canvas.clientHeight - 40;
    if (!isInside || scale < 0.5)
      this.network.moveTo({ position: { x: node.x, y: node.y }, scale: Math.max(scale, 0.9), animation: false });
  }

  grow() {
    this.most = {};
    this.paint();
  }

  empty() {
    this.pairs.clear();
    this.known.clear();
    this.most = {};
    this.data.edges.clear();
    this.data.nodes.clear();
  }

  // Takes in the places of another network.
  settle() {
    this.upright = false;
    this.pulled = [1, 1];
    this.frame();
    this.view();
  }
}
