// The camera: which part of a network the screen shows, and how large things look there.

/** @import { Place } from "./types.d.ts" */

const [OUT, IN] = [0.4, 16]; // how far one may zoom out and in, beside the scale that fits
const CLOSEST = 4;

export class Camera {
  constructor() {
    this.width = 0;
    this.height = 0;
    /** Pixels for each unit of the network. */
    this.scale = 1;
    /** The scale at which the network fits the screen. */
    this.home = 1;
    this.middle = { x: 0, y: 0 };
    /** Whether the reader has moved it since it was fitted. */
    this.isMoved = false;
  }

  /** Pixels for each unit of a thing's size: things grow with the root of the zoom, so that names keep their room. */
  get growth() {
    return Math.sqrt(this.scale * this.home);
  }

  /**
   * Shows the whole network.
   * @param {Place} middle
   * @param {number} scale
   */
  fit(middle, scale) {
    this.middle = { ...middle };
    this.scale = scale;
    this.home = scale;
    this.isMoved = false;
  }

  /**
   * A place of the network on the screen, in pixels from its upper left corner.
   * @param {Place} place
   * @returns {Place}
   */
  project({ x, y }) {
    return {
      x: (x - this.middle.x) * this.scale + this.width / 2,
      y: (y - this.middle.y) * this.scale + this.height / 2,
    };
  }

  /**
   * A place of the screen in the network.
   * @param {Place} place
   * @returns {Place}
   */
  unproject({ x, y }) {
    return {
      x: (x - this.width / 2) / this.scale + this.middle.x,
      y: (y - this.height / 2) / this.scale + this.middle.y,
    };
  }

  /**
   * @param {number} x Pixels that the network moves to the right.
   * @param {number} y Pixels that it moves down.
   */
  pan(x, y) {
    this.middle = { x: this.middle.x - x / this.scale, y: this.middle.y - y / this.scale };
    this.isMoved = true;
  }

  /**
   * Zooms within bounds, with one place of the screen staying where it is.
   * @param {number} factor
   * @param {Place} at
   */
  zoom(factor, at = { x: this.width / 2, y: this.height / 2 }) {
    const before = this.unproject(at);
    const most = Math.max(CLOSEST, this.home * IN);
    this.scale = Math.min(most, Math.max(this.home * OUT, this.scale * factor));
    const after = this.unproject(at);
    this.middle = { x: this.middle.x + before.x - after.x, y: this.middle.y + before.y - after.y };
    this.isMoved = true;
  }

  /**
   * @param {Place} middle
   * @param {number} scale
   */
  moveTo(middle, scale = this.scale) {
    this.middle = { x: middle.x, y: middle.y };
    this.scale = scale;
    this.isMoved = true;
  }
}
