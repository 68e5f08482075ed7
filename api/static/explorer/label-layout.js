// Label layout: only labels that collide with no node and no other label get a place.

import { forms, HEIGHT, LINE, LONGEST, letters, narrowest, ruler, shortened, width } from "./letters.js";

/** @import { Box, Label, Labelled } from "./types.d.ts" */
/** @import { Measure, Ruler } from "./letters.js" */

const CELL = 64;
const MARGIN = 2;
const NOBODY = -1; // owner of what is no node's
const SIDES = 5; // numbers of a rectangle: its sides, and its owner

/** @typedef {{ width: number, height: number }} Bounds */

// Rectangles that are taken, in a grid so that looking one up does not search them all.
class Taken {
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
}

const ANY = [0, 1, 2, 3, 4, 5, 6, 7];
const ORDERS = new Map([
  ["above", [3, 0, 1, 2]],
  ["left", [2, 0, 3]],
  ["right", [1, 0, 3]],
]);

/**
 * The left end of a label in one of the eight places around its node: below it, right, left, above, and beside these.
 * @param {number} place
 * @param {Labelled} node
 * @param {number} wide Width of the label.
 */
function leftOf(place, { x, r }, wide) {
  if (place === 1) return x + r + 5;
  if (place === 2) return x - r - 5 - wide;
  if (place === 4 || place === 5) return x + r * 0.5;
  return place > 5 ? x - r * 0.5 - wide : x - wide / 2;
}

/**
 * @param {number} place
 * @param {Labelled} node
 * @param {number} high Height of the label.
 */
function topOf(place, { y, r }, high) {
  if (place === 1 || place === 2) return y - high / 2;
  return place % 2 ? y - r - 3 - high : y + r + 3;
}

/**
 * The first place around a node where a rectangle is on the screen and meets nothing.
 * @param {Labelled} node
 * @param {number} owner
 * @param {number} wide
 * @param {number} high
 * @param {{ bounds: Bounds, taken: Taken }} screen
 * @returns {{ left: number, top: number } | null}
 */
function free(node, owner, wide, high, { bounds, taken }) {
  const [most, lowest] = [bounds.width - MARGIN, bounds.height - MARGIN];
  for (const place of ORDERS.get(node.beside ?? "") ?? ANY) {
    const [left, top] = [leftOf(place, node, wide), topOf(place, node, high)];
    const isInside = left >= MARGIN && top >= MARGIN && left + wide <= most && top + high <= lowest;
    if (isInside && !taken.hits(left, top, left + wide, top + high, owner)) return { left, top };
  }
  return null;
}

/**
 * The first place on the screen whatever is there, or the best one moved onto the screen.
 * @param {Labelled} node
 * @param {number} wide
 * @param {number} high
 * @param {Bounds} bounds
 */
function anywhere(node, wide, high, bounds) {
  const order = ORDERS.get(node.beside ?? "") ?? ANY;
  const inside = free(node, NOBODY, wide, high, { bounds, taken: new Taken({ width: 0, height: 0 }) });
  if (inside) return inside;
  const [left, top] = [leftOf(order[0], node, wide), topOf(order[0], node, high)];
  const shift = Math.max(MARGIN - left, Math.min(0, bounds.width - MARGIN - left - wide));
  const drop = Math.max(MARGIN - top, Math.min(0, bounds.height - MARGIN - top - high));
  return { left: left + shift, top: top + drop };
}

/**
 * The first form and place of a name that fit.
 * @param {Labelled} node
 * @param {number} owner
 * @param {Ruler} measure
 * @param {{ bounds: Bounds, taken: Taken }} screen
 */
function fitted(node, owner, measure, screen) {
  if (!node.must && !free(node, owner, narrowest(node.label, measure), HEIGHT, screen)) return null;
  for (const lines of node.must ? [[shortened(node.label, LONGEST)]] : forms(node.label)) {
    const widths = lines.map((line) => width(line, measure));
    const [wide, high] = [Math.max(...widths), HEIGHT + (lines.length - 1) * LINE];
    const at = free(node, owner, wide, high, screen) ?? (node.must && anywhere(node, wide, high, screen.bounds));
    if (at) return { lines, widths, wide, high, ...at };
  }
  return null;
}

/**
 * Places labels of nodes in screen coordinates.
 * @param {Measure} context
 * @param {Labelled[]} nodes In order of precedence; those with `must` get a label in any case.
 * @param {{ font: string, bounds: Bounds, taken?: Box[], most?: number }} screen `taken` is what lies over the
 *   canvas, `most` how many things get a label.
 * @returns {Label[]}
 */
export function placed(context, nodes, { font, bounds, taken: covered = [], most = Infinity }) {
  const taken = new Taken(bounds);
  for (const { left, top, right, bottom } of covered) taken.add(left, top, right, bottom, NOBODY);
  nodes.forEach(({ x, y, r, faded }, index) => {
    if (!faded) taken.add(x - r, y - r, x + r, y + r, index);
  });
  const [plain, strong] = [false, true].map((is) => ruler(context, letters({ strong: is }, font)));
  /** @type {Label[]} */
  const labels = [];
  let named = 0;
  nodes.forEach((node, index) => {
    if (node.faded || (named >= most && !node.must)) return;
    const found = fitted(node, index, node.strong ? strong : plain, { bounds, taken });
    if (!found) return;
    const { lines, widths, wide, high, left, top } = found;
    taken.add(left, top, left + wide, top + high, index);
    named += 1;
    const isLeft = Math.abs(left - node.x) < node.r + HEIGHT; // lines beside a node begin there, others are centred
    const isRight = Math.abs(left + wide - node.x) < node.r + HEIGHT;
    lines.forEach((text, line) => {
      const spare = wide - widths[line];
      const x = left + (isLeft ? 0 : isRight ? spare : spare / 2);
      const y = top + HEIGHT / 2 + line * LINE;
      labels.push({ id: node.id, text, strong: Boolean(node.strong), at: node.at, tint: node.tint, x, y });
    });
  });
  return labels;
}
