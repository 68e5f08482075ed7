// The view of a network: its model, and the canvas, legend, slider and search that show it. It knows nothing of the
// address, nor of what the server could add.

import { control, data, find, findAll } from "../page/elements.js";
import { theme } from "../page/theme.js";
import { short } from "../page/things.js";
import { Colours } from "./colours.js";
import { edgeName, emphasis } from "./emphasis.js";
import { Finder } from "./finder.js";
import { Legend } from "./legend.js";
import { Model } from "./model.js";
import { SourceChoice } from "./sources.js";
import { Stage } from "./stage.js";
import { takePart, takePlaces } from "./standing.js";
import { Timeline } from "./timeline.js";

/** @import { Drawing, ShortestPaths, State, Texts } from "./types.d.ts" */

const SELECTS = /** @type {const} */ (["colour", "size", "area"]);

/**
 * What a reader does with the view.
 * @typedef {object} Events
 * @property {(node: string | null, edge: number | null) => void} click
 * @property {(node: string) => void} open
 * @property {(node: string, place: import("./types.d.ts").Place) => void} drag
 * @property {(isEmpty: boolean) => void} rest
 * @property {(nodes: string[]) => void} pick
 * @property {(node: string) => void} add Adds a thing that is not drawn.
 * @property {(node: string) => void} choose Finds a thing by its name.
 * @property {(change: Partial<State>, settings?: { push?: boolean }) => void} change
 */

export class View {
  /**
   * @param {HTMLElement} section
   * @param {Drawing} drawing
   * @param {State} state
   * @param {Texts} texts
   * @param {Events} on
   */
  constructor(section, drawing, state, texts, on) {
    this.section = section;
    this.texts = texts;
    this.canvas = find(section, "[data-canvas]");
    this.drawing = drawing;
    this.model = new Model(structuredClone(drawing));
    this.colours = new Colours(this.model, texts, theme());
    this.apply(state);
    const { model, colours } = this;
    this.stage = new Stage(this.canvas, model, colours, texts, on);
    const onToggle = (/** @type {Partial<State>} */ lists) => on.change(lists);
    this.isBegun = false;
    this.legend = new Legend(find(section, "[data-legend]"), { model, colours, texts, onToggle });
    this.finder = this.makeFinder(on);
    this.timeline = this.makeTimeline(on);
    const box = this.part("sources");
    this.sources = box && new SourceChoice(box, (part) => on.change(part));
    this.part("names")?.addEventListener("input", () => on.change({ names: this.select("names").value }));
    for (const each of findAll(section, "[data-zoom]"))
      each.addEventListener("click", () => this.stage.zoom(each.dataset.zoom));
    this.part("mark")?.addEventListener("click", () => this.mark());
    this.part("screen")?.addEventListener("click", () => this.fill());
    for (const name of SELECTS)
      this.part(name)?.addEventListener("change", () => on.change({ [name]: this.select(name).value }));
  }

  /** Lets the next drags mark things, or move the network again. */
  mark() {
    const isMarking = !this.stage.gestures.isMarking;
    this.stage.gestures.isMarking = isMarking;
    this.canvas.toggleAttribute("data-marking", isMarking);
    this.part("mark")?.setAttribute("aria-pressed", String(isMarking));
  }

  /** Fills the screen with the network, or gives it back to the page. */
  fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.section.requestFullscreen?.();
  }

  /** @param {Events} on */
  makeFinder(on) {
    if (!this.part("find")) return null;
    const { model, texts } = this;
    const [field, list] = [control(this.section, "[data-find]"), find(this.section, "[data-found]")];
    const search = new URL("search", new URL(this.section.dataset.base ?? "/", location.href));
    return new Finder(field, list, {
      model,
      texts,
      search,
      onChoose: on.choose,
      onAdd: this.section.hasAttribute("data-address") ? on.add : null,
    });
  }

  /** @param {Events} on */
  makeTimeline(on) {
    const box = this.part("timeline");
    const { model, texts } = this;
    const onMove = (/** @type {Pick<State, "since" | "until">} */ { since, until }) =>
      on.change({ since: since && short(since), until: until && short(until) }, { push: false });
    const onTick = (/** @type {boolean} */ isOn) => on.change({ undated: isOn ? "yes" : "" });
    return box && new Timeline(box, { model, texts, onMove, onTick });
  }

  /**
   * @param {string} name
   * @returns {HTMLElement | null}
   */
  part(name) {
    return this.section.querySelector(`[data-${name}]`);
  }

  /** @param {string} name */
  select(name) {
    return control(this.section, `[data-${name}]`);
  }

  // ── Which network ──

  /**
   * Takes another drawing.
   * @param {Drawing} drawing
   * @param {State} state
   */
  take(drawing, state) {
    this.drawing = drawing;
    this.model = new Model(structuredClone(drawing));
    this.colours = new Colours(this.model, this.texts, this.colours.theme);
    this.apply(state);
    const { model, colours } = this;
    this.stage.use(model, colours);
    for (const part of [this.legend, this.finder, this.timeline]) if (part) Object.assign(part, { model, colours });
  }

  /**
   * Takes over the network of another page.
   * @param {HTMLElement} other
   * @param {State} state
   */
  replace(other, state) {
    const title = other.getAttribute("aria-label") ?? "";
    for (const each of [this.section, this.canvas]) each.setAttribute("aria-label", title);
    const [own, theirs] = [this.section, other].map((each) => each.querySelector("[name=drawing]"));
    if (own instanceof HTMLSelectElement && theirs instanceof HTMLSelectElement) own.value = theirs.value;
    const before = this.stage.places();
    this.take(data(other, "[data-drawing]"), state);
    this.stage.settle(before);
    takePlaces(this.stage, state);
  }

  /**
   * Goes back to what was drawn first, where each thing stands as it does now.
   * @param {State} state
   */
  reset(state) {
    const places = new Map([...this.model.nodes.values()].map(({ id, x, y }) => [id, { x, y }]));
    this.take(this.drawing, state);
    for (const node of this.model.nodes.values()) Object.assign(node, places.get(node.id));
  }

  /** @param {State} state */
  apply(state) {
    this.colours.set(state.colour);
    this.model.apply(state);
    this.section.dataset.how = this.model.how;
  }

  // ── What it shows ──

  /** @param {State} state */
  selected({ sel }) {
    return this.model.named(sel) || null;
  }

  /**
   * What is selected together.
   * @param {State} state
   */
  picked({ pick }) {
    return pick.map((name) => this.model.named(name)).filter((id) => id && !this.model.hidden.has(id));
  }

  /** @param {State} state */
  edge({ edge }) {
    return (edge && this.model.edges.find((each) => edgeName(each) === edge)) || null;
  }

  /**
   * @param {State} state
   * @param {ShortestPaths | null} path
   */
  show(state, path) {
    for (const name of SELECTS) if (this.part(name)) this.select(name).value = state[name];
    this.legend.show();
    this.timeline?.show(state.undated === "yes");
    this.sources?.show(this.model, state);
    if (this.part("names")) this.select("names").value = state.names;
    if (!this.isBegun) this.begin(state);
    this.paint(state, path);
  }

  /**
   * Takes the size of the canvas, when all around it stands.
   * @param {State} state
   */
  begin(state) {
    this.isBegun = true;
    this.stage.begin();
    takePlaces(this.stage, state);
    takePart(this.stage, state);
  }

  /**
   * @param {State} state
   * @param {ShortestPaths | null} path
   */
  paint(state, path) {
    const [selected, edge] = [this.selected(state), this.edge(state)];
    this.stage.appearance.area = state.area;
    this.stage.names = Number(state.names);
    this.stage.paint(emphasis(this.model, { path, selected, edge, picked: this.picked(state), size: state.size }));
  }

  /**
   * Draws anew in the colours of the theme.
   * @param {State} state
   * @param {ShortestPaths | null} path
   */
  repaint(state, path) {
    this.colours.theme = theme();
    this.paint(state, path);
    this.legend.show();
  }
}
