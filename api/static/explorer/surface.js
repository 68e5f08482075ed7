// The surface that a network is drawn on: a canvas for nodes and edges, one above it for names and what the pointer is on,
// and one of the memory for areas. While a network moves, what is drawn can be shifted instead of drawn anew.

/** @import { Camera } from "./camera.js" */

const SHARPEST = 2; // pixels of a canvas for each of the page
const SOFT = 0.4; // pixels of areas for each of the other canvases: they have soft edges, and cost as much as they cover

/** @param {string} kind */
function canvasOf(kind) {
  const canvas = document.createElement("canvas");
  canvas.className = kind;
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser gives no canvas to draw on.");
  return context;
}

export class Surface {
  /** @param {HTMLElement} box */
  constructor(box) {
    this.box = box;
    this.below = canvasOf("network-links");
    this.above = canvasOf("network-names");
    this.layer = canvasOf("network-areas");
    /** @type {Map<HTMLCanvasElement, { middle: { x: number, y: number }, scale: number }>} What each shows. */
    this.shown = new Map();
    box.replaceChildren(this.below, this.above);
  }

  /**
   * Takes the size of the page for a camera; whether it has changed.
   * @param {Camera} camera
   */
  measure(camera) {
    const { clientWidth: width, clientHeight: height } = this.box;
    const ratio = Math.min(SHARPEST, window.devicePixelRatio || 1);
    const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    const isChanged = this.below.width !== size.width || this.below.height !== size.height;
    if (isChanged) {
      for (const each of [this.below, this.above]) Object.assign(each, size);
      Object.assign(this.layer, { width: Math.ceil(size.width * SOFT), height: Math.ceil(size.height * SOFT) });
    }
    Object.assign(camera, { width: width || 1, height: height || 1 });
    return isChanged;
  }

  /**
   * An empty canvas to draw on, in pixels of the page.
   * @param {"below" | "above" | "layer"} name
   * @param {Camera} camera What it is going to show.
   */
  cleared(name, camera) {
    const canvas = this[name];
    const context = contextOf(canvas);
    const ratio = canvas.width / camera.width;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    canvas.style.transform = "";
    this.shown.set(canvas, { middle: camera.middle, scale: camera.scale });
    return context;
  }

  /**
   * Shifts and scales what a canvas shows to where it is for a camera now; whether there is anything to shift.
   * @param {"below" | "above"} name
   * @param {Camera} camera
   * @param {{ isScaled?: boolean }} how Names are not scaled.
   */
  shift(name, camera, { isScaled = true } = {}) {
    const canvas = this[name];
    const shown = this.shown.get(canvas);
    if (!shown || (!isScaled && shown.scale !== camera.scale)) return false;
    const at = camera.project(shown.middle);
    const [x, y] = [at.x - camera.width / 2, at.y - camera.height / 2];
    canvas.style.transform = `translate(${x}px, ${y}px) scale(${camera.scale / shown.scale})`;
    return true;
  }
}
