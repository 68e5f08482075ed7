// The view of a network: its model, and the canvas, legend and slider that show it. It knows nothing of the address, nor of
// what the server could add.

import { data, find } from "../page/elements.js";
import { theme } from "../page/theme.js";
import { short } from "../page/things.js";
import { isMeasured } from "./address.js";
import { Colours } from "./colours.js";
import { complete, unpacked } from "./columns.js";
import { edgeName, emphasis } from "./emphasis.js";
import { Legend } from "./legend.js";
import { Model } from "./model.js";
import { Stage } from "./stage.js";
import { takePart, takePlaces } from "./standing.js";
import { Timeline } from "./timeline.js";

/** @import { Packed } from "./columns.js" */
/** @import { ShortestPaths, State, Texts } from "./types.d.ts" */

/**
 * What a reader does with the view.
 * @typedef {object} Events
 * @property {(node: string | null, edge: number | null) => void} click
 * @property {(node: string) => void} add
 * @property {(node: string) => void} open
 * @property {(node: string, place: import("./types.d.ts").Place) => void} drag
 * @property {(isEmpty: boolean) => void} rest
 * @property {(nodes: string[]) => void} pick
 * @property {(change: Partial<State>, settings?: { push?: boolean }) => void} change
 */

/** What shows a part of a view: it is given each new model, and told of each new state. */
/** @typedef {{ model: Model, follow?: (state: State) => void }} Part */

export class View {
  /**
   * @param {HTMLElement} section
   * @param {Packed} drawing
   * @param {State} state
   * @param {Texts} texts
   * @param {Events} on
   */
  constructor(section, drawing, state, texts, on) {
    this.section = section;
    this.texts = texts;
    this.on = on;
    this.canvas = find(section, "[data-canvas]");
    this.drawing = drawing;
    /** @type {ParentNode} What holds that which is asked for later. */
    this.holder = section;
    this.isComplete = false;
    this.model = new Model(unpacked(drawing));
    this.colours = new Colours(this.model, texts, theme());
    this.apply(state);
    const { model, colours } = this;
    this.stage = new Stage(this.canvas, model, colours, texts, on);
    this.isBegun = false;
    /** @type {State | null} The state that is shown. */
    this.state = null;
    const onToggle = (/** @type {Partial<State>} */ lists) => on.change(lists);
    this.legend = new Legend(find(section, "[data-legend]"), { model, colours, texts, onToggle });
    this.timeline = this.makeTimeline();
    /** @type {Part[]} What tools add. */
    this.parts = [];
  }

  makeTimeline() {
    const box = this.part("timeline");
    const { model, texts, on } = this;
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

  // ── Which network ──

  /**
   * Takes another drawing.
   * @param {Packed} drawing
   * @param {State} state
   */
  take(drawing, state) {
    this.drawing = drawing;
    this.model = new Model(unpacked(drawing));
    if (this.isComplete) this.fillIn();
    this.colours = new Colours(this.model, this.texts, this.colours.theme);
    this.apply(state);
    const { model, colours } = this;
    this.stage.use(model, colours);
    for (const part of [this.legend, this.timeline, ...this.parts]) if (part) Object.assign(part, { model, colours });
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
    this.holder = other;
    this.isComplete = false;
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

  /** Brings what few readers ask for: other names, labels in other languages, measures. */
  complete() {
    if (this.isComplete) return;
    this.isComplete = true;
    this.fillIn();
  }

  fillIn() {
    complete([...this.model.nodes.values()], data(this.holder, "[data-more]"));
  }

  /** @param {State} state */
  apply(state) {
    if (isMeasured(state)) this.complete();
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
    this.state = state;
    this.legend.show();
    this.timeline?.show(state.undated === "yes");
    for (const part of this.parts) part.follow?.(state);
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
