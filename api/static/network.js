// A network on the page: colours by theme, labels that keep clear of each other, search, legend, selection, keyboard.

import { isDark } from "./page.js";
import { drawLabels } from "./labels.js";
import { Inspector } from "./inspector.js";

const vis = window.vis;
const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
const FADED = 0.12;
const EDGE = 0.75;

const SHAPES = {
  dot: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11Z",
  square: "M3 3h10v10H3Z",
  diamond: "M8 1.5 14.5 8 8 14.5 1.5 8Z",
  star: "m8 1.2 2 4.6 5 .4-3.8 3.3 1.2 4.9L8 11.8l-4.4 2.6 1.2-4.9L1 6.2l5-.4Z",
  triangle: "M8 2 15 14H1Z",
  triangleDown: "M8 14 15 2H1Z",
  hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8Z",
};

function svg(shape, colour) {
  const space = "http://www.w3.org/2000/svg";
  const image = document.createElementNS(space, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" })) image.setAttribute(name, value);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[shape] ?? SHAPES.dot);
  path.setAttribute("fill", colour);
  image.append(path);
  return image;
}

class Explorer {
  constructor(section) {
    this.section = section;
    this.texts = section.dataset;
    const drawing = JSON.parse(section.querySelector("[data-drawing]").textContent);
    this.nodes = new Map(drawing.nodes.map((node) => [node.id, node]));
    this.edges = drawing.edges;
    this.classes = new Map(drawing.legend.classes.map((each) => [each.id, each]));
    this.relations = new Map(drawing.legend.relations.map((each) => [each.id, each]));
    this.hidden = new Set();
    this.selected = null;
    this.hovered = null;
    this.near = new Map(drawing.nodes.map((node) => [node.id, new Set()]));
    for (const edge of this.edges) {
      this.near.get(edge.from).add(edge.to);
      this.near.get(edge.to).add(edge.from);
    }
    this.order = [...drawing.nodes].sort((a, b) => this.weight(b) - this.weight(a));
    this.canvas = section.querySelector("[data-canvas]");
    this.inspector = new Inspector(section.querySelector("[data-inspector]"), this.texts, lang);
    this.draw(JSON.parse(drawing.options));
    this.legend(section.querySelector("[data-legend]"));
    this.finder(section.querySelector("[data-find]"), section.querySelector("[data-found]"));
    this.keyboard();
    for (const button of section.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => this.zoom(button.dataset.zoom));
    document.addEventListener("themechange", () => this.paint());
    this.say();
  }

  // Batches come first; then what is linked more than others of its class, so that an institution in two batches
  // is not outdone by applications, which all have many links.
  weight(node) {
    const look = this.classes.get(node.class);
    look.mean ??= [...this.nodes.values()].reduce((sum, each) => sum + (each.class === node.class ? each.degree : 0), 0) / look.count;
    return (look.rank === 1 ? 1000 : 0) + node.degree / look.mean + node.degree / 100;
  }

  colour(look) {
    return isDark() ? look.colour.dark : look.colour.light;
  }

  css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  draw(options) {
    this.data = {
      nodes: new vis.DataSet([...this.nodes.values()].map(({ id, x, y, size, class: kind }) => ({ id, x, y, size, shape: this.classes.get(kind).shape, borderWidth: 1.5 }))),
      edges: new vis.DataSet(this.edges.map(({ id, from, to, relation }) => ({ id, from, to, dashes: this.relations.get(relation).dashed ? [5, 4] : false, smooth: this.curve(from, to) }))),
    };
    this.paint();
    this.network = new vis.Network(this.canvas, this.data, options);
    this.network.on("afterDrawing", (context) => this.labels(context));
    this.network.on("click", ({ nodes }) => this.select(nodes[0] ?? null));
    this.network.on("hoverNode", ({ node }) => this.hover(node));
    this.network.on("blurNode", () => this.hover(null));
    this.network.on("doubleClick", ({ nodes }) => nodes[0] && location.assign(this.nodes.get(nodes[0]).href));
    this.network.on("resize", () => this.fit());
    this.fit();
    this.section.querySelector("[data-waiting]").remove();
    this.section.dataset.drawn = "true";
  }

  curve(from, to) {
    this.pairs ??= new Map();
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    const count = (this.pairs.get(key) ?? 0) + 1;
    this.pairs.set(key, count);
    return count > 1 ? { enabled: true, type: "curvedCW", roundness: 0.12 * (count - 1) } : false;
  }

  // On an upright screen the network stands upright too, and nodes keep a size that a finger finds.
  fit() {
    const upright = this.canvas.clientHeight > this.canvas.clientWidth;
    if (upright !== Boolean(this.upright)) {
      this.upright = upright;
      for (const node of this.nodes.values()) [node.x, node.y] = [node.y, node.x];
    }
    this.data.nodes.update([...this.nodes.values()].map(({ id, x, y, size }) => ({ id, x, y, size: size * (this.grown ?? 1) })));
    this.network.fit({ animation: false, minZoomLevel: 0.2, maxZoomLevel: 1.4 });
    const grown = Math.min(1.8, Math.max(1, 0.75 / this.network.getScale()));
    if (Math.abs(grown - (this.grown ?? 1)) > 0.05) {
      this.grown = grown;
      this.data.nodes.update([...this.nodes.values()].map(({ id, size }) => ({ id, size: size * grown })));
    }
  }

  // Whether a node or edge stands out: everything does, until something is selected.
  lit(id) {
    return this.selected === null || id === this.selected || this.near.get(this.selected).has(id);
  }

  paint() {
    const paper = this.css("--paper");
    this.data.nodes.update([...this.nodes.values()].map((node) => {
      const colour = this.colour(this.classes.get(node.class));
      return { id: node.id, color: { background: colour, border: node.id === this.selected ? this.css("--ink") : paper, hover: { background: colour, border: this.css("--ink") } }, opacity: this.lit(node.id) ? 1 : FADED, hidden: this.hidden.has(node.class) };
    }));
    this.data.edges.update(this.edges.map((edge) => {
      const own = this.selected !== null && (edge.from === this.selected || edge.to === this.selected);
      const colour = this.colour(this.relations.get(edge.relation));
      const opacity = own ? 1 : this.selected === null ? EDGE * 0.6 : FADED;
      return { id: edge.id, color: { color: colour, hover: colour, highlight: colour, opacity }, width: own ? 1.8 : 1.2, hidden: this.isHidden(edge.from) || this.isHidden(edge.to) };
    }));
    for (const mark of this.section.querySelectorAll("[data-class-mark]")) mark.replaceChildren(svg(this.classes.get(mark.dataset.classMark).shape, this.colour(this.classes.get(mark.dataset.classMark))));
  }

  isHidden(id) {
    return this.hidden.has(this.nodes.get(id).class);
  }

  labels(context) {
    const bounds = { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
    const scale = this.network.getScale();
    const near = this.selected === null ? new Set() : this.near.get(this.selected);
    const first = (node) => (node.id === this.hovered || node.id === this.selected ? 3 : near.has(node.id) ? 2 : 1);
    const shown = this.order.filter((node) => !this.hidden.has(node.class)).map((node) => {
      const { x, y } = this.network.canvasToDOM({ x: node.x, y: node.y });
      const turn = first(node);
      const hub = this.classes.get(node.class).rank === 1 || node.degree >= 8 ? node.degree : 0;
      return { id: node.id, hub, x, y, r: node.size * (this.grown ?? 1) * scale, label: node.label[lang], turn, must: turn === 3, strong: turn === 3, faded: !this.lit(node.id) };
    }).filter(({ x, y }) => x > -50 && y > -50 && x < bounds.width + 50 && y < bounds.height + 50);
    shown.sort((a, b) => b.turn - a.turn);
    const ratio = context.canvas.width / bounds.width;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawLabels(context, shown, { ink: this.css("--ink"), paper: this.css("--paper"), font: this.css("--sans"), bounds });
    context.restore();
  }

  hover(id) {
    this.hovered = id;
    this.canvas.style.cursor = id ? "pointer" : "default";
    this.network.redraw();
  }

  select(id, { centre = false } = {}) {
    this.selected = id;
    this.paint();
    if (id === null) {
      this.inspector.clear();
      return;
    }
    const node = this.nodes.get(id);
    if (centre) this.network.moveTo({ position: { x: node.x, y: node.y }, scale: Math.max(this.network.getScale(), 0.9), animation: false });
    this.inspector.show(node, this.classes.get(node.class).label[lang]);
  }

  zoom(way) {
    if (way === "fit") this.fit();
    else this.network.moveTo({ scale: this.network.getScale() * (way === "in" ? 1.35 : 1 / 1.35), animation: false });
  }

  legend(list) {
    for (const each of this.classes.values()) {
      const item = document.createElement("li");
      const label = document.createElement("label");
      const box = document.createElement("input");
      const mark = document.createElement("span");
      box.type = "checkbox";
      box.checked = true;
      mark.dataset.classMark = each.id;
      mark.append(svg(each.shape, this.colour(each)));
      box.addEventListener("change", () => {
        if (box.checked) this.hidden.delete(each.id);
        else this.hidden.add(each.id);
        if (this.selected && this.isHidden(this.selected)) this.select(null);
        this.paint();
        this.say();
      });
      label.append(box, mark, `${each.label[lang]} ${each.count}`);
      item.append(label);
      list.append(item);
    }
  }

  say() {
    const all = this.nodes.size;
    const shown = [...this.nodes.values()].filter((node) => !this.hidden.has(node.class)).length;
    this.section.querySelector("[data-status]").textContent = this.texts.textShown.replace("{shown}", shown).replace("{all}", all);
  }

  matches(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    const rated = [];
    for (const node of this.order) {
      const names = [node.label[lang], ...Object.values(node.label), ...node.names];
      const name = names.find((each) => each.toLowerCase().includes(wanted));
      if (name && !this.hidden.has(node.class)) rated.push({ node, name, rate: name.toLowerCase().startsWith(wanted) ? 0 : 1 });
    }
    return rated.sort((a, b) => a.rate - b.rate).slice(0, 12);
  }

  finder(input, list) {
    let active = -1;
    let found = [];
    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = () => {
      [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === active)));
      if (active >= 0) input.setAttribute("aria-activedescendant", list.children[active].id);
    };
    const choose = (index) => {
      if (!found[index]) return;
      close();
      input.value = found[index].node.label[lang];
      this.select(found[index].node.id, { centre: true });
    };
    const search = () => {
      found = this.matches(input.value);
      active = found.length ? 0 : -1;
      list.replaceChildren(...found.map(({ node, name }, index) => {
        const item = document.createElement("li");
        item.id = `found-${index}`;
        item.setAttribute("role", "option");
        item.textContent = node.label[lang];
        const small = document.createElement("small");
        small.textContent = name === node.label[lang] ? this.classes.get(node.class).label[lang] : `${this.texts.textAlso} ${name}`;
        item.append(small);
        item.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          choose(index);
        });
        return item;
      }));
      if (!found.length && input.value.trim()) {
        const none = document.createElement("li");
        none.textContent = this.texts.textNone;
        list.append(none);
      }
      list.hidden = !input.value.trim();
      input.setAttribute("aria-expanded", String(!list.hidden));
      mark();
    };
    input.addEventListener("input", search);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter") choose(active);
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (found.length) active = (active + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
        mark();
      }
    });
  }

  // Arrow keys go to the neighbour that lies most in their direction; Enter opens its page; Escape lets go.
  keyboard() {
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    this.canvas.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.select(null);
      else if (event.key === "Enter" && this.selected) location.assign(this.nodes.get(this.selected).href);
      else if (event.key in ways) {
        event.preventDefault();
        this.walk(...ways[event.key]);
      }
    });
  }

  walk(dx, dy) {
    const here = this.nodes.get(this.selected);
    const choices = here ? [...this.near.get(here.id)].map((id) => this.nodes.get(id)) : this.order;
    const visible = choices.filter((node) => !this.hidden.has(node.class));
    const rate = (node) => {
      const x = node.x - here.x;
      const y = node.y - here.y;
      return (x * dx + y * dy) / (Math.hypot(x, y) || 1);
    };
    const next = here ? visible.reduce((best, node) => (rate(node) > (best ? rate(best) : 0.2) ? node : best), null) : visible[0];
    if (next) this.select(next.id, { centre: true });
  }
}

for (const section of document.querySelectorAll("[data-explorer]")) section.explorer = new Explorer(section);
