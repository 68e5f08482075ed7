// The stage: what of a network a surface shows, and how that follows a reader. It knows how things look, not why.

import { nameSize } from "../page/theme.js";
import { actions } from "./actions.js";
import { Appearance } from "./appearance.js";
import { paintAreas } from "./areas.js";
import { Camera } from "./camera.js";
import { free } from "./cover.js";
import { Fitting } from "./fitting.js";
import { Gestures } from "./gestures.js";
import { placeLabels, write } from "./label-drawing.js";
import { drawLoop, marked } from "./marking.js";
import { paint } from "./paint.js";
import { drawHovered } from "./pointing.js";
import { Scene } from "./scene.js";
import { Surface } from "./surface.js";
import { glide } from "./transition.js";

/** @import { Disc, Emphasis, Label, Line, Place, Texts } from "./types.d.ts" */
/** @import { Colours } from "./colours.js" */
/** @import { Model } from "./model.js" */

const BORDER = 40;
const CROWD = 250;
const STEP = 1.3; // of one press of a zoom button
const REST = 140; // milliseconds after the last movement until names are placed anew
const SLOW = 12; // milliseconds of a drawing above which a moving picture is shifted instead
const SLIGHT = 30; // pixels up to which a change of size moves nothing: less than the margin around the network

/**
 * @typedef {object} Events
 * @property {(node: string | null, edge: number | null) => void} click
 * @property {(node: string) => void} add To what is selected, or takes out of it.
 * @property {(node: string) => void} open
 * @property {(node: string, place: Place) => void} drag Gets where it stood if it had not been turned and stretched.
 * @property {(nodes: string[]) => void} pick
 * @property {(isEmpty: boolean) => void} rest The reader has moved the network; whether nothing of it is in sight.
 */

export class Stage {
  /**
   * @param {HTMLElement} canvas
   * @param {Model} model
   * @param {Colours} colours
   * @param {Texts} texts
   * @param {Events} on
   */
  constructor(canvas, model, colours, texts, on) {
    this.canvas = canvas;
    this.texts = texts;
    this.model = model;
    this.on = on;
    this.appearance = new Appearance(model, colours);
    this.camera = new Camera();
    this.scene = new Scene();
    /** @type {{ disc: Disc | null, line: Line | null } | null} */
    this.hovered = null;
    /** @type {Disc | null} */
    this.held = null;
    /** @type {Label[]} */
    this.labels = [];
    this.fitting = new Fitting();
    /** How many things have a name, from 0, few, to 3, all. */
    this.names = 2;
    /** Number of times that nodes and edges have been drawn. */
    this.frames = 0;
    this.cost = 0;
    this.asked = { links: false, names: false, at: 0 };
    this.resting = 0;
    this.arrive = () => {};
    /** @type {Place[]} What the reader draws around things. */
    this.loop = [];
    this.surface = new Surface(canvas);
    this.gestures = new Gestures(canvas, actions(this));
  }

  /** Takes the size of the page, which must be complete by now: asking for it makes the browser lay the page out. */
  begin() {
    this.surface.measure(this.camera);
    this.frame();
    new ResizeObserver(() => this.resized()).observe(this.canvas);
  }

  /**
   * Draws another model from the next painting on.
   * @param {Model} model
   * @param {Colours} colours
   */
  use(model, colours) {
    this.model = model;
    this.hovered = null;
    Object.assign(this.appearance, { model, colours });
    this.appearance.forget();
  }

  // ── Where things stand ──

  frame() {
    const { scale, middle } = this.fitting.fit(this.model, this.camera);
    const most = this.model.nodes.size > CROWD ? 1.3 : 1.9; // in a crowd, larger nodes would cover each other
    this.appearance.scale = this.model.how === "groups" ? 1 : Math.min(most, Math.max(1, 0.72 / scale));
    this.camera.fit(middle, scale);
  }

  /**
   * Takes in the places of another network, into which things glide from where they stood.
   * @param {Map<string, Place>} before On the screen.
   */
  settle(before = new Map()) {
    this.arrive();
    this.fitting = new Fitting();
    this.fit();
    const from = new Map([...before].map(([id, place]) => [id, this.camera.unproject(place)]));
    this.arrive = glide(this.model.nodes.values(), from, () => this.redraw());
  }

  /** Where visible things stand on the screen. */
  places() {
    return new Map(this.scene.discs.map(({ node }) => [node.id, this.camera.project(node)]));
  }

  // ── What is drawn ──

  /** @param {Emphasis} emphasis */
  paint(emphasis = this.appearance.emphasis) {
    this.appearance.emphasis = emphasis;
    this.scene.take(this.appearance);
    this.labels = [];
    this.redraw();
  }

  /** Paints a model that has grown. */
  grow() {
    this.appearance.most.clear();
    this.paint();
  }

  /** Draws everything in the next frame. */
  redraw() {
    this.ask({ links: true, names: true });
  }

  /** @param {{ links?: boolean, names?: boolean }} what */
  ask({ links = false, names = false }) {
    this.asked.links ||= links;
    this.asked.names ||= names;
    this.asked.at ||= requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { links, names } = this.asked;
    this.asked = { links: false, names: false, at: 0 };
    if (links) this.drawLinks();
    if (links && this.frames === 1)
      setTimeout(() => this.ask({ names: true })); // the first look of a network does not wait for its names
    else this.drawNames({ isPlaced: names });
  }

  drawLinks() {
    const started = performance.now();
    const { surface, scene, camera } = this;
    const context = surface.cleared("below", camera);
    if (scene.areas.length) paintAreas(context, surface.cleared("layer", camera), scene, camera);
    paint(context, scene, camera);
    this.frames += 1;
    this.cost = performance.now() - started;
  }

  /** @param {CanvasRenderingContext2D} context */
  named(context) {
    return placeLabels(this, context);
  }

  /** @param {{ isPlaced: boolean }} names Whether they are placed anew, or go along with their things. */
  drawNames({ isPlaced }) {
    const { camera } = this;
    const context = this.surface.cleared("above", camera);
    if (isPlaced) {
      this.labels = this.named(context);
      this.offsets = this.labels.map(({ at: place, x, y }) => {
        const at = place ? camera.project(place) : { x: 0, y: 0 };
        return { x: x - at.x, y: y - at.y };
      });
    } else
      this.labels = this.labels.map((label, index) => {
        const at = label.at ? camera.project(label.at) : { x: 0, y: 0 };
        const offset = this.offsets?.[index] ?? { x: 0, y: 0 };
        return { ...label, x: at.x + offset.x, y: at.y + offset.y };
      });
    write(context, this.labels, this.appearance.theme);
    drawHovered(this, context);
    if (this.loop.length) drawLoop(context, this.loop, this.appearance.theme.ink);
  }

  /**
   * Follows a movement: draws anew, or shifts what is drawn where drawing is slow; names are placed anew at rest.
   * @param {{ isShifted?: boolean }} how
   */
  moved({ isShifted = true } = {}) {
    const { surface, camera } = this;
    const isPlain = !this.hovered && !this.loop.length;
    this.hovered = null;
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => this.rest(), REST);
    if (!isShifted || this.cost <= SLOW || !surface.shift("below", camera)) this.ask({ links: true });
    else if (!isPlain || !surface.shift("above", camera, { isScaled: false })) this.ask({});
  }

  /**
   * @param {Place[]} loop
   * @param {boolean} isDone
   */
  mark(loop, isDone) {
    this.loop = isDone ? [] : loop;
    this.ask({});
    if (isDone) this.on.pick(marked(this.scene, this.camera, loop));
  }

  rest() {
    this.redraw();
    this.on.rest(this.isEmpty);
  }

  /** Whether there are things, and none in sight. */
  get isEmpty() {
    const { width, height } = this.camera;
    const isInside = (/** @type {Place} */ { x, y }) => x > 0 && y > 0 && x < width && y < height;
    return this.scene.discs.length > 0 && !this.scene.discs.some(({ node }) => isInside(this.camera.project(node)));
  }

  // ── What is under the pointer ──

  /**
   * @param {Place} at
   * @returns {{ disc: Disc | null, line: Line | null }}
   */
  under(at) {
    const disc = this.scene.discAt(at, this.camera);
    return { disc, line: disc ? null : this.scene.lineAt(at, this.camera) };
  }

  /** @param {Place | null} at */
  point(at) {
    const found = at ? this.under(at) : null;
    const { disc = null, line = null } = found ?? {};
    if (disc === (this.hovered?.disc ?? null) && line === (this.hovered?.line ?? null)) return;
    this.hovered = disc || line ? { disc, line } : null;
    this.canvas.style.cursor = this.hovered ? "pointer" : "";
    this.ask({});
  }

  // ── What is in view ──

  // A reader who has moved the network keeps its scale and its middle; a line more or less below the network moves nothing.
  resized() {
    const { width, height, scale, middle } = this.camera;
    this.appearance.theme.size = nameSize();
    if (!this.surface.measure(this.camera)) return;
    const [wider, higher] = [this.camera.width - width, this.camera.height - height];
    const isSlight = Math.abs(wider) <= SLIGHT && Math.abs(higher) <= SLIGHT && this.frames > 0;
    if (isSlight && !this.camera.isMoved)
      this.camera.middle = { x: middle.x + wider / 2 / scale, y: middle.y + higher / 2 / scale };
    if (isSlight || this.camera.isMoved) this.redraw();
    else this.fit();
  }

  fit() {
    this.gestures.stop();
    this.frame();
    this.paint();
  }

  /** @param {string | undefined} way "in", "out" or "fit". */
  zoom(way) {
    if (way === "fit") {
      this.fit();
      this.on.rest(false);
    } else {
      this.camera.zoom(way === "in" ? STEP : 1 / STEP);
      this.rest();
    }
  }

  /**
   * Brings a node into view, without moving what is in view already.
   * @param {string} id
   */
  show(id) {
    const { camera } = this;
    const node = this.model.node(id);
    const { x, y } = camera.project(node);
    const { right } = free(this);
    const isInside = x > BORDER && y > BORDER && x < right - BORDER && y < camera.height - BORDER;
    if (isInside && camera.scale >= 0.5 * camera.home) return;
    camera.moveTo(node, Math.max(camera.scale, Math.min(0.9, 2 * camera.home)));
    camera.pan((right - camera.width) / 2, 0);
    this.redraw();
  }
}
