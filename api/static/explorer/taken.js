// Taken: rectangles of the screen on which no name may lie, in a grid so that looking one up does not search them all.

const CELL = 64;
const SIDES = 5; // numbers of a rectangle: its sides, and its owner

/** @typedef {{ width: number, height: number }} Bounds */

export class Taken {
  /** @param {Bounds} bounds */
  constructor({ width, height }) {
    this.columns = Math.max(1, Math.ceil(width / CELL));
    this.rows = Math.max(1, Math.ceil(height / CELL));
    /** @type {number[][]} Where in the list the rectangles of each cell begin. */
    this.cells = Array.from({ length: this.columns * this.rows }, () => []);
    /** @type {number[]} */
    this.boxes = [];
  }

  /** @param {number} x */
  column(x) {
    return Math.min(this.columns - 1, Math.max(0, Math.floor(x / CELL)));
  }

  /** @param {number} y */
  row(y) {
    return Math.min(this.rows - 1, Math.max(0, Math.floor(y / CELL)));
  }

  /**
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   * @param {number} owner
   */
  add(left, top, right, bottom, owner) {
    const at = this.boxes.length;
    this.boxes.push(left, top, right, bottom, owner);
    const [last, end] = [this.row(bottom), this.column(right)];
    for (let row = this.row(top); row <= last; row += 1)
      for (let column = this.column(left); column <= end; column += 1) this.cells[row * this.columns + column].push(at);
  }

  /**
   * Whether a rectangle meets another, that of its own node aside.
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   * @param {number} owner
   */
  hits(left, top, right, bottom, owner) {
    const { boxes } = this;
    const [last, end] = [this.row(bottom), this.column(right)];
    for (let row = this.row(top); row <= last; row += 1)
      for (let column = this.column(left); column <= end; column += 1)
        for (const at of this.cells[row * this.columns + column])
          if (
            left < boxes[at + 2] &&
            right > boxes[at] &&
            top < boxes[at + 3] &&
            bottom > boxes[at + 1] &&
            boxes[at + SIDES - 1] !== owner
          )
            return true;
    return false;
  }

  /**
   * How many rectangles a rectangle meets, counted up to a number.
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   * @param {number} [most]
   */
  count(left, top, right, bottom, most = Infinity) {
    const { boxes } = this;
    /** @type {number[]} */
    const met = [];
    const [last, end] = [this.row(bottom), this.column(right)];
    for (let row = this.row(top); row <= last; row += 1)
      for (let column = this.column(left); column <= end; column += 1)
        for (const at of this.cells[row * this.columns + column])
          if (left < boxes[at + 2] && right > boxes[at] && top < boxes[at + 3] && bottom > boxes[at + 1])
            if (!met.includes(at) && met.push(at) >= most) return most;
    return met.length;
  }
}
