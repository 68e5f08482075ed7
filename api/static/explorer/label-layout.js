// Label layout: only labels that collide with no node and no other label get a place.

import { forms, heights, LONGEST, letters, narrowest, ruler, shortened, width } from "./letters.js";

/** @import { Box, Label, Labelled } from "./types.d.ts" */
/** @import { Face, Measure, Ruler } from "./letters.js" */

const CELL = 64;
const TRIED = 350; // the heaviest things, and as many others from all over: a screen has room for fewer names
const MARGIN = 2;
const BRIEF = 24; // letters of a name that lies on other things
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

  /**
   * How many rectangles a rectangle meets.
   * @param {number} left
   * @param {number} top
   * @param {number} right
   * @param {number} bottom
   */
  count(left, top, right, bottom) {
    const { boxes } = this;
    const met = new Set();
    const [last, end] = [this.row(bottom), this.column(right)];
    for (let row = this.row(top); row <= last; row += 1)
      for (let column = this.column(left); column <= end; column += 1)
        for (const at of this.cells[row * this.columns + column])
          if (left < boxes[at + 2] && right > boxes[at] && top < boxes[at + 3] && bottom > boxes[at + 1]) met.add(at);
    return met.size;
  }
}

const [BELOW, RIGHT, LEFT, ABOVE, INSIDE] = [0, 1, 2, 3, 4];
const [BESIDE, APART, UNDER] = [5, 3, 8]; // pixels between a node and its label, and from its middle to one in it
/** How far a label may be moved along the side of its node that it stands at, from its middle: as a part of its size. */
const SHIFTS = [0, 0.5, -0.5, 0.25, -0.25];
const ANY = SHIFTS.flatMap((shift) => [BELOW, RIGHT, LEFT, ABOVE].map((side) => ({ side, shift })));
/** A large group may have its name further up or down beside it, or below the number in it, if it is not much wider. */
const GROUP = [
  ...ANY,
  ...[0.8, -0.8].flatMap((shift) => [RIGHT, LEFT].map((side) => ({ side, shift }))),
  { side: INSIDE, shift: 0 },
];
const [ROOMY, OVER] = [20, 3]; // radius of a group with room for a name, and how many radii this may be wide
const CORE = 0.6; // part of a group that no name covers: its number
const order = (/** @type {number[]} */ sides) => sides.map((side) => ({ side, shift: 0 }));
const ORDERS = new Map([
  ["above", order([ABOVE, BELOW, RIGHT, LEFT])],
  ["left", order([LEFT, BELOW, ABOVE])],
  ["right", order([RIGHT, BELOW, ABOVE])],
]);

/** @typedef {{ side: number, shift: number }} Spot Where at its node a label stands. */
/** @typedef {Spot & { left: number, top: number }} Stand The same with its place on the screen. */

/**
 * The left end of a label; one that is moved all the way still begins, or ends, at its node.
 * @param {Spot} spot
 * @param {Labelled} node
 * @param {number} wide Width of the label.
 */
function leftOf({ side, shift }, { x, r }, wide) {
  if (side === RIGHT) return x + r + BESIDE;
  if (side === LEFT) return x - r - BESIDE - wide;
  return x - wide / 2 + shift * Math.max(0, wide - r);
}

/**
 * @param {Spot} spot
 * @param {Labelled} node
 * @param {number} high Height of the label.
 */
function topOf({ side, shift }, { y, r }, high) {
  if (side === BELOW) return y + r + APART;
  if (side === ABOVE) return y - r - APART - high;
  if (side === INSIDE) return y + UNDER;
  return y - high / 2 + shift * (high - APART);
}

/**
 * The first place around a node where a rectangle is on the screen and meets nothing.
 * @param {Labelled} node
 * @param {number} owner
 * @param {number} wide
 * @param {number} high
 * @param {{ bounds: Bounds, taken: Taken, over?: Taken }} screen With `over`, of which as few as possible are met.
 * @returns {Stand | null}
 */
function free(node, owner, wide, high, { bounds, taken, over }) {
  /** @type {Stand | null} */
  let best = null;
  let least = Infinity;
  const [most, lowest] = [bounds.width - MARGIN, bounds.height - MARGIN];
  for (const spot of ORDERS.get(node.beside ?? "") ?? (node.group && node.r > ROOMY ? GROUP : ANY)) {
    const [left, top] = [leftOf(spot, node, wide), topOf(spot, node, high)];
    const isApt = spot.side !== INSIDE || wide <= OVER * node.r;
    const isSeen = isApt && left >= MARGIN && top >= MARGIN && left + wide <= most && top + high <= lowest;
    if (!isSeen || taken.hits(left, top, left + wide, top + high, owner)) continue;
    const met = over ? over.count(left, top, left + wide, top + high) : 0;
    if (met < least) [best, least] = [{ left, top, ...spot }, met];
    if (!least) break;
  }
  return best;
}

/**
 * The first place on the screen whatever is there, or the best one moved onto the screen.
 * @param {Labelled} node
 * @param {number} wide
 * @param {number} high
 * @param {Bounds} bounds
 */
function anywhere(node, wide, high, bounds) {
  const [first] = ORDERS.get(node.beside ?? "") ?? ANY;
  const inside = free(node, NOBODY, wide, high, { bounds, taken: new Taken({ width: 0, height: 0 }) });
  if (inside) return inside;
  const [left, top] = [leftOf(first, node, wide), topOf(first, node, high)];
  const shift = Math.max(MARGIN - left, Math.min(0, bounds.width - MARGIN - left - wide));
  const drop = Math.max(MARGIN - top, Math.min(0, bounds.height - MARGIN - top - high));
  return { ...first, left: left + shift, top: top + drop };
}

/**
 * The first form and place of a name that fit.
 * @param {Labelled} node
 * @param {number} owner
 * @param {Ruler} measure
 * @param {{ bounds: Bounds, taken: Taken, over?: Taken, high: number, line: number }} screen
 */
function fitted(node, owner, measure, screen) {
  const isCut = Boolean(node.cut);
  if (!node.must && !free(node, owner, narrowest(node.label, measure, isCut), screen.high, screen)) return null;
  for (const lines of node.must ? [[shortened(node.label, LONGEST)]] : forms(node.label, isCut)) {
    const widths = lines.map((line) => width(line, measure));
    const [wide, high] = [Math.max(...widths), screen.high + (lines.length - 1) * screen.line];
    const at = free(node, owner, wide, high, screen) ?? (node.must && anywhere(node, wide, high, screen.bounds));
    if (at) return { lines, widths, wide, high, ...at };
  }
  return null;
}

/**
 * Places labels of nodes in screen coordinates.
 * @param {Measure} context
 * @param {Labelled[]} nodes In order of precedence; those with `must` get a label in any case, those with `cut` a part of
 *   their name where the whole has no room, those with `hub` one that lies on others than hubs where there is none, or,
 *   among groups, on their rims.
 * @param {{ face: Face, bounds: Bounds, taken?: Box[], most?: number }} screen `taken` is what lies over the canvas,
 *   `most` how many things get a label.
 * @returns {Label[]}
 */
export function placed(context, nodes, { face, bounds, taken: covered = [], most = Infinity }) {
  const [taken, heavy, cores] = [new Taken(bounds), new Taken(bounds), new Taken(bounds)];
  for (const { left, top, right, bottom } of covered)
    for (const each of [taken, heavy, cores]) each.add(left, top, right, bottom, NOBODY);
  nodes.forEach(({ x, y, r, faded, hub, group }, index) => {
    if (!faded) for (const each of hub ? [taken, heavy] : [taken]) each.add(x - r, y - r, x + r, y + r, index);
    const core = r * CORE;
    if (group && !faded) cores.add(x - core, y - core, x + core, y + core, index);
    else if (hub && !faded) cores.add(x - r, y - r, x + r, y + r, index);
  });
  const [plain, strong] = [false, true].map((is) => ruler(context, letters({ strong: is }, face)));
  const screen = { bounds, taken, ...heights(face) };
  const isGrouped = nodes.some(({ group }) => group);
  /** @type {Label[]} */
  const labels = [];
  const every = Math.max(1, Math.ceil((nodes.length - TRIED) / TRIED));
  let named = 0;
  nodes.forEach((node, index) => {
    if (node.faded || (!node.must && (named >= most || (index >= TRIED && index % every)))) return;
    const measure = node.strong ? strong : plain;
    const brief = { ...node, label: shortened(node.label, BRIEF) };
    const found =
      fitted(node, index, measure, screen) ??
      (node.hub ? fitted(brief, index, measure, { ...screen, taken: isGrouped ? cores : heavy, over: taken }) : null);
    if (!found) return;
    for (const each of [taken, heavy, cores])
      each.add(found.left, found.top, found.left + found.wide, found.top + found.high, index);
    named += 1;
    labels.push(...written(node, found, screen));
  });
  return labels;
}

/**
 * The lines of a label where they stand: beside a node, or moved along it, they begin or end there, others are centred.
 * @param {Labelled} node
 * @param {{ lines: string[], widths: number[], wide: number } & Stand} found
 * @param {{ high: number, line: number }} heights
 * @returns {Label[]}
 */
function written(node, { lines, widths, wide, left, top, side, shift }, { high, line }) {
  const isBeside = side === RIGHT || side === LEFT;
  const isLeft = side === RIGHT || (!isBeside && shift > 0);
  const isRight = side === LEFT || (!isBeside && shift < 0);
  return lines.map((text, row) => {
    const spare = wide - widths[row];
    const x = left + (isLeft ? 0 : isRight ? spare : spare / 2);
    const look = { strong: Boolean(node.strong), tint: node.tint };
    return { id: node.id, text, at: node.at, ...look, x, y: top + high / 2 + row * line };
  });
}
