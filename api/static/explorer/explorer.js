// A network on the page: its state, and what follows from it on the canvas, in the legend, the inspector, the address.

import { Address, filters, read } from "./address.js";
import { Source } from "./card.js";
import { Colours } from "./colours.js";
import { Downloads } from "./downloads.js";
import { Expansion } from "./expansion.js";
import { Filters } from "./filters.js";
import { Finder } from "./finder.js";
import { Inspector } from "./inspector.js";
import { listen, shortcuts } from "./keyboard.js";
import { Legend } from "./legend.js";
import { Messages } from "./messages.js";
import { lang, Model, short } from "./model.js";
import { Paths } from "./paths.js";
import { Sheets } from "./sheets.js";
import { Stage } from "./stage.js";
import { Timeline } from "./timeline.js";

class Explorer {
  constructor(section) {
    this.section = section;
    this.part = (name) => section.querySelector(`[data-${name}]`);
    this.texts = JSON.parse(this.part("texts").textContent);
    this.page = section.closest("[data-explore]");
    this.isKept = section.hasAttribute("data-address");
    this.snapshot = this.page?.dataset.snapshot ?? "";
    this.source = new Source(section.dataset.base, this.snapshot, () => this.messages.changed());
    this.address = new Address(this.isKept);
    this.state = read(this.isKept || section.classList.contains("embedded-viewer") ? location.search : "");
    this.canvas = this.part("canvas");
    this.expansion = new Expansion(this);
    this.paths = new Paths(this);
    this.messages = new Messages(this);
    this.take(JSON.parse(this.part("drawing").textContent));
    this.build();
    this.render(null).then(() => {
      section.dataset.drawn = "true";
    });
  }

  get title() {
    return this.section.getAttribute("aria-label");
  }

  get selected() {
    return this.model.byShort.get(this.state.sel) ?? null;
  }

  // ── Setting up ──

  take(drawing) {
    this.drawing = drawing;
    this.model = new Model(structuredClone(drawing));
    this.colours = new Colours(this.model, this.texts);
    this.colours.set(this.state.colour);
    this.model.apply(this.state);
    this.section.dataset.how = this.model.how;
  }

  build() {
    const act = {
      keeps: this.isKept,
      select: (id) => this.select(id),
      pin: (id) => this.toggle("pin", id),
      hide: (id) => this.toggle("hide", id),
      pathFrom: (id) => this.paths.from(id),
    };
    const { model, colours, texts, source } = this;
    const shared = { model, colours, texts, source };
    this.stage = new Stage(this.canvas, model, colours, JSON.parse(this.drawing.options), {
      click: (node, edge) => this.clicked(node, edge),
      open: (id) => this.open(id),
      word: (look) => look.label[lang],
      drag: (id) => this.isKept && !this.model.state.pin.has(id) && this.toggle("pin", id),
    });
    this.legend = new Legend(this.part("legend"), { ...shared, onToggle: (shown) => this.classes(shown) });
    this.inspector = this.part("inspector") && new Inspector(this.part("inspector"), { ...shared, act });
    this.finder =
      this.part("find") &&
      new Finder(this.part("find"), this.part("found"), {
        ...shared,
        onChoose: (id) => (this.paths.isChoosing ? this.paths.to(id) : this.select(id, { centre: true })),
      });
    this.timeline =
      this.part("timeline") &&
      new Timeline(this.part("timeline"), {
        ...shared,
        onMove: (batch) => this.change({ until: batch && short(batch) }, { push: false }),
      });
    this.wire();
    this.part("waiting")?.remove();
  }

  wire() {
    listen(this.canvas, this);
    for (const each of this.section.querySelectorAll("[data-scripted]")) each.hidden = false;
    for (const button of this.section.querySelectorAll("[data-zoom]"))
      button.addEventListener("click", () => this.stage.zoom(button.dataset.zoom));
    for (const name of ["colour", "size"])
      this.part(name)?.addEventListener("change", (event) => this.change({ [name]: event.target.value }));
    this.part("undo")?.addEventListener("click", () => this.undo());
    if (this.part("downloads")) this.downloads = new Downloads(this.part("downloads"), this);
    document.addEventListener("themechange", () => {
      this.stage.theme();
      this.paint();
      this.legend.show();
    });
    if (!this.isKept) return;
    shortcuts(this, this.part("find"));
    const form = document.querySelector("[data-filters]");
    this.filters = new Filters(form, this);
    this.sheets = new Sheets(this.page, this.texts, { filters: form, facts: this.part("inspector") });
    this.loaded = filters().toString();
    window.addEventListener("popstate", () => this.back());
  }

  // Takes over the network of another address; what is selected stays so where it is still there.
  replace(section, page) {
    this.section.setAttribute("aria-label", section.getAttribute("aria-label"));
    this.part("canvas").setAttribute("aria-label", section.getAttribute("aria-label"));
    this.page.dataset.partial = page.dataset.partial;
    this.part("drawing").textContent = section.querySelector("[data-drawing]").textContent;
    const how = section.querySelector("[name=drawing]");
    const own = this.section.querySelector("[name=drawing]");
    if (how && own) own.value = how.value;
    this.state = read();
    this.loaded = filters().toString();
    this.take(JSON.parse(this.part("drawing").textContent));
    this.expansion.applied = [];
    this.renew();
    this.stage.settle();
    this.render(null);
  }

  // The parts look at the model of now; what is drawn is drawn anew by the next painting.
  renew() {
    for (const part of [this.stage, this.legend, this.inspector, this.finder, this.timeline])
      if (part) Object.assign(part, { model: this.model, colours: this.colours });
    this.stage.empty();
  }

  // Back to what was drawn first, where each thing stands as it does now.
  reset() {
    const places = new Map([...this.model.nodes.values()].map(({ id, x, y }) => [id, { x, y }]));
    this.take(this.drawing);
    for (const node of this.model.nodes.values()) Object.assign(node, places.get(node.id));
    this.renew();
    this.isFresh = true;
  }

  // ── State ──

  change(part, { push = true, centre = false } = {}) {
    const before = this.state;
    this.state = { ...before, ...part };
    this.address.write(before, this.state, { push });
    return this.render(before, { centre });
  }

  async render(before, { centre = false } = {}) {
    const { state } = this;
    try {
      if (await this.expansion.apply(state)) this.stage.grow();
    } catch (error) {
      this.messages.note(error.message || this.texts.offline);
      if (before) this.state = { ...this.state, open: before.open, from: before.from, to: before.to };
    }
    if (state !== this.state && before === null) return;
    this.colours.set(this.state.colour);
    this.model.apply(this.state);
    for (const name of ["colour", "size"]) if (this.part(name)) this.part(name).value = this.state[name];
    if (this.part("undo")) this.part("undo").disabled = !this.address.past.length;
    this.paint();
    this.legend.show();
    this.timeline?.show();
    this.messages.status();
    this.paths.tell();
    if (centre && this.selected) this.stage.show(this.selected);
    if (
      !before ||
      before.sel !== this.state.sel ||
      before.edge !== this.state.edge ||
      before.pin !== this.state.pin ||
      before.open !== this.state.open
    )
      this.inspect();
  }

  paint() {
    const { model, selected } = this;
    const edge = this.edge();
    const path = this.expansion.path(this.state);
    let lit = null;
    let links = null;
    if (path) {
      lit = new Set(path.nodes.map((node) => node.id));
      const steps = new Set(path.edges.map(({ from, relation, to }) => `${from} ${relation} ${to}`));
      links = (each) => steps.has(`${each.from} ${each.relation} ${each.to}`);
    } else if (selected) {
      lit = new Set([selected, ...model.neighbours(selected)]);
      links = (each) => each.from === selected || each.to === selected;
    } else if (edge) lit = new Set([edge.from, edge.to]);
    this.stage.paint({ lit, links, selected, edge: edge?.id ?? null, strong: lit ?? new Set(), size: this.state.size });
  }

  edge() {
    if (!this.state.edge) return null;
    return this.model.edges.find((each) => this.named(each) === this.state.edge) ?? null;
  }

  named({ from, relation, to }) {
    return `${short(from)}~${relation}~${short(to)}`;
  }

  inspect() {
    if (!this.inspector) return;
    const node = this.model.nodes.get(this.selected);
    const edge = this.edge();
    if (node) {
      this.inspector.node(node);
      this.messages.say(
        this.texts.selected
          .replace("{name}", this.model.label(node))
          .replace("{kind}", this.model.kind(node))
          .replace("{count}", String(node.degree)),
      );
      const box = this.section.querySelector("[data-expand]");
      if (box && this.isKept) this.expansion.offer(node, box);
    } else if (edge) this.inspector.edge(edge);
    else this.inspector.clear();
    this.sheets?.open(node || edge ? "facts" : null);
  }

  // ── What can be done ──

  // A small picture has no card beside it: there a click opens the page.
  clicked(node, edge) {
    if (this.section.closest("[data-picture]")) {
      if (node) this.open(node);
    } else if (this.paths.isChoosing && node) this.paths.to(node);
    else if (edge !== null && !node) this.change({ sel: "", edge: this.named(this.model.edges[edge]) });
    else this.select(node);
  }

  select(id, options) {
    const isPath = this.state.from && this.state.to;
    return this.change({ sel: id ? short(id) : "", edge: "", ...(isPath && !id ? { from: "", to: "" } : {}) }, options);
  }

  open(id) {
    location.assign(this.model.nodes.get(id).href);
  }

  toggle(list, id) {
    const own = this.state[list];
    const name = short(id);
    const next = own.includes(name) ? own.filter((each) => each !== name) : [...own, name];
    return this.change({ [list]: next, ...(list === "hide" ? { sel: "" } : {}) });
  }

  classes(shown) {
    const all = [...this.model.classes.values()].filter((look) => look.count).length;
    return this.change({ shown: shown.length === all ? [] : shown.length ? shown : ["none"] });
  }

  expand(key) {
    const name = key.split("~")[0];
    return this.change({ open: [...this.state.open.filter((each) => each.split("~")[0] !== name), key] });
  }

  undo() {
    const search = this.address.undo();
    if (search === undefined) return;
    if (this.isKept) history.pushState(null, "", `${location.pathname}${search}`);
    this.back(search);
    this.messages.say(this.texts.undone);
  }

  // To the state of the address: from what is drawn when it differs only for the script, else with a new network.
  back(search = location.search) {
    if (this.filters && filters(search).toString() !== this.loaded) {
      this.filters.load(search);
      return;
    }
    const before = this.state;
    this.state = read(search);
    this.render({ ...before, pin: null });
  }
}

for (const section of document.querySelectorAll("[data-explorer]")) section.explorer = new Explorer(section);
