// Uncovering: what is selected comes out from under the index card that tells of it, and goes back when the card does.

import { free } from "./cover.js";

/** @import { Place } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

const MARGIN = 44; // pixels around a thing, so that its name has room
const LEAST = 88; // pixels of the network that a reader has to see
const EDGE = 12; // pixels from its middle to where a thing is seen

/** @typedef {[number, number]} Stretch */

/**
 * How far a stretch moves to lie in another: not at all where it does, to its middle where it is too long for that.
 * @param {Stretch} own
 * @param {Stretch} room
 */
function shift([low, high], [first, last]) {
  if (high - low > last - first) return (first + last - low - high) / 2;
  return Math.max(0, first - low) + Math.min(0, last - high);
}

export class Uncovering {
  /** @param {Stage} stage */
  constructor(stage) {
    this.stage = stage;
    /** @type {{ middle: Place, scale: number, isMoved: boolean, moved: Place } | null} How it was, and where it is since. */
    this.before = null;
  }

  /**
   * Moves the network where the card lies over one of these things, or else back to where it was.
   * @param {string[]} ids
   */
  show(ids) {
    const { stage } = this;
    const { camera, model } = stage;
    const nodes = ids.filter((id) => model.nodes.has(id)).map((id) => model.node(id));
    if (!nodes.length) return this.back();
    const part = this.part();
    const isSeen = (/** @type {Place} */ { x, y }) => x < part.right - EDGE && y > part.top && y < part.bottom - EDGE;
    if (nodes.every((node) => isSeen(camera.project(node)))) return;
    const { middle, scale, isMoved } = this.before ?? camera;
    const [across, down] = this.reach(nodes);
    const room = { x: part.right - part.left, y: part.bottom - part.top };
    const [wide, high] = [across, down].map(([low, last]) => last - low - 2 * MARGIN);
    const factor = Math.min((room.x - 2 * MARGIN) / Math.max(wide, 1), (room.y - 2 * MARGIN) / Math.max(high, 1));
    if (factor < 1) camera.zoom(Math.max(factor, 0.1)); // within the bounds of the camera
    const [xs, ys] = this.reach(nodes);
    camera.pan(shift(xs, [part.left, part.right]), shift(ys, [part.top, part.bottom]));
    this.before = { middle, scale, isMoved, moved: camera.middle };
    stage.redraw();
  }

  /**
   * How far things reach on the screen, with the room that their names need: across and down.
   * @param {Place[]} nodes
   * @returns {Stretch[]}
   */
  reach(nodes) {
    const places = nodes.map((node) => this.stage.camera.project(node));
    return [places.map(({ x }) => x), places.map(({ y }) => y)].map((all) => [
      Math.min(...all) - MARGIN,
      Math.max(...all) + MARGIN,
    ]);
  }

  /** What the reader sees of the canvas; where that is next to nothing, the page scrolls first. */
  part() {
    const part = free(this.stage);
    if (part.bottom - part.top >= LEAST) return part;
    this.stage.canvas.scrollIntoView({ block: "start" });
    return free(this.stage);
  }

  /** Moves the network back, unless the reader has moved it meanwhile. */
  back() {
    const { before, stage } = this;
    this.before = null;
    if (!before || stage.camera.middle !== before.moved) return;
    const { middle, scale, isMoved } = before;
    Object.assign(stage.camera, { middle, scale, isMoved });
    stage.redraw();
  }
}
