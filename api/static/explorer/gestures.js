// Gestures: what pointer, wheel and fingers do on the canvas, as panning, zooming, dragging, pointing and choosing.

import { continued, rectangle } from "./marking.js";

/** @import { Place } from "./types.d.ts" */

const WOBBLE = { mouse: 4, pen: 6, touch: 10 }; // pixels up to which a drag is a click
const WHEEL = 0.0015; // for each pixel of the wheel
const STEP = 40; // pixels of a line of the wheel
const FASTEST_STEP = 240;
const GLIDE = 0.92; // of its speed that the network keeps from frame to frame
const SLOWEST = 0.4; // pixels for each frame, below which it stands
const WINDOW = 80; // milliseconds before the release that its speed is taken from

const narrow = globalThis.matchMedia?.("(max-width: 60rem)") ?? { matches: false };

/**
 * @typedef {object} Actions
 * @property {(at: Place) => boolean} grab Takes hold of the thing at a place; whether there is one.
 * @property {(at: Place) => void} drag Moves what is held.
 * @property {() => void} drop Lets go of what was dragged.
 * @property {(x: number, y: number) => void} pan
 * @property {(factor: number, at: Place) => void} zoom
 * @property {(at: Place | null) => void} point
 * @property {(at: Place, isAdded: boolean) => void} click Also says whether what is there is added to what is selected.
 * @property {(at: Place) => void} open
 * @property {(loop: import("./types.d.ts").Place[], isDone: boolean) => void} mark Draws a loop around things, or a rectangle.
 */

export class Gestures {
  /**
   * @param {HTMLElement} canvas
   * @param {Actions} on
   */
  constructor(canvas, on) {
    this.canvas = canvas;
    this.on = on;
    /** @type {Map<number, Place>} */
    this.pointers = new Map();
    /** @type {Place} */
    this.start = { x: 0, y: 0 };
    this.isMoved = false;
    this.isHeld = false;
    /** @type {{ at: Place, time: number }[]} */
    this.trail = [];
    this.gliding = 0;
    /** Whether drags mark things. */
    this.isMarking = false;
    /** @type {Place[] | null} The loop that is being drawn. */
    this.loop = null;
    this.isRectangle = false;
    this.listen();
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    canvas.addEventListener("pointerup", (event) => this.up(event));
    canvas.addEventListener("pointercancel", (event) => this.cancel(event));
    canvas.addEventListener("pointerleave", () => this.on.point(null));
    canvas.addEventListener("dblclick", (event) => this.on.open(this.at(event)));
    canvas.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  /**
   * Whether the wheel belongs to the network: where it is the page, or once the reader is in it. A network that is
   * embedded lies in the page of another site, one on a phone among other parts of its page; so do the style sheets
   * for fingers.
   */
  get isOwn() {
    const isPage = this.canvas.closest(".viewer-full") !== null && !narrow.matches;
    return isPage || this.canvas.contains(document.activeElement);
  }

  /**
   * @param {MouseEvent} event
   * @returns {Place}
   */
  at({ clientX, clientY }) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  /** Ends a glide. */
  stop() {
    cancelAnimationFrame(this.gliding);
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0) return;
    this.stop();
    const at = this.at(event);
    this.pointers.set(event.pointerId, at);
    this.canvas.setPointerCapture(event.pointerId);
    if (this.pointers.size > 1) {
      this.isHeld = false;
      this.isMoved = true;
      return;
    }
    this.start = at;
    this.isMoved = false;
    if (this.isMarking || event.shiftKey) {
      this.loop = [at];
      this.isRectangle = event.shiftKey;
      return;
    }
    this.isHeld = this.on.grab(at);
    this.trail = [{ at, time: event.timeStamp }];
  }

  /** @param {PointerEvent} event */
  move(event) {
    const at = this.at(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") this.on.point(at);
      return;
    }
    if (this.pointers.size > 1) {
      this.pinch(event.pointerId, at);
      return;
    }
    const wobble = WOBBLE[/** @type {"mouse"} */ (event.pointerType)] ?? WOBBLE.mouse;
    if (!this.isMoved && Math.hypot(at.x - this.start.x, at.y - this.start.y) < wobble) return;
    this.isMoved = true;
    this.pointers.set(event.pointerId, at);
    if (this.loop) {
      this.loop = this.isRectangle ? rectangle(this.start, at) : continued(this.loop, at);
      this.on.mark(this.loop, false);
      return;
    }
    this.trail = [...this.trail, { at, time: event.timeStamp }].filter(({ time }) => event.timeStamp - time < WINDOW);
    if (this.isHeld) this.on.drag(at);
    else this.on.pan(at.x - before.x, at.y - before.y);
  }

  /**
   * Two fingers zoom around their middle and move it along.
   * @param {number} id
   * @param {Place} at
   */
  pinch(id, at) {
    const [one, other] = [...this.pointers.entries()].slice(0, 2);
    if (id !== one[0] && id !== other[0]) return;
    const fixed = id === one[0] ? other[1] : one[1];
    const before = this.pointers.get(id) ?? at;
    const middle = { x: (fixed.x + at.x) / 2, y: (fixed.y + at.y) / 2 };
    const spread = (/** @type {Place} */ place) => Math.hypot(place.x - fixed.x, place.y - fixed.y) || 1;
    this.on.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.on.zoom(spread(at) / spread(before), middle);
    this.pointers.set(id, at);
  }

  /** @param {PointerEvent} event */
  up(event) {
    if (!this.pointers.delete(event.pointerId) || this.pointers.size) return;
    const at = this.at(event);
    const { loop } = this;
    this.loop = null;
    if (loop && this.isMoved) this.on.mark(loop, true);
    else if (!this.isMoved) this.on.click(at, event.shiftKey || event.ctrlKey || event.metaKey);
    else if (this.isHeld) this.on.drop();
    else this.glide(event.timeStamp);
    this.isHeld = false;
  }

  /** @param {PointerEvent} event */
  cancel(event) {
    const last = this.pointers.get(event.pointerId);
    if (this.loop) this.on.mark([], false);
    this.loop = null;
    this.pointers.delete(event.pointerId);
    if (last && this.isMoved && !this.isHeld && !this.pointers.size)
      this.on.pan(this.start.x - last.x, this.start.y - last.y); // the finger moved the page
    if (this.isHeld && this.isMoved) this.on.drop();
    this.isHeld = false;
  }

  /**
   * Lets the network glide on after a quick push, unless the reader wants less motion.
   * @param {number} now
   */
  glide(now) {
    const [first, last] = [this.trail[0], this.trail.at(-1)];
    if (!first || !last || now - last.time > WINDOW || last.time === first.time) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const frames = (last.time - first.time) / 16.7;
    let [x, y] = [(last.at.x - first.at.x) / frames, (last.at.y - first.at.y) / frames];
    const step = () => {
      [x, y] = [x * GLIDE, y * GLIDE];
      if (Math.hypot(x, y) < SLOWEST) return;
      this.on.pan(x, y);
      this.gliding = requestAnimationFrame(step);
    };
    this.gliding = requestAnimationFrame(step);
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    if (!this.isOwn && !event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? STEP : 1) * (event.ctrlKey ? 4 : 1);
    const bounded = Math.max(-FASTEST_STEP, Math.min(FASTEST_STEP, pixels));
    this.on.zoom(Math.exp(-bounded * WHEEL), this.at(event));
  }
}
