// Label layout: only labels that collide with no node and no other label get a place.

/** @import { Box, Label, Labelled } from "./types.d.ts" */

/** Size of the letters in pixels. */
export const SIZE = 13;
const HEIGHT = 17;
const CELL = 64;
const MARGIN = 2;
const LONGEST = 60;
const LINE = 16; // from one line of a name to the next
const SHORT = 16; // names up to this length stay in one line
/** Lengths that a name may be cut to, in one line or two, the best first. */
const FORMS = [
  { most: LONGEST, rows: 2 },
  { most: 40, rows: 1 },
  { most: 36, rows: 2 },
  { most: 22, rows: 1 },
  { most: 15, rows: 1 },
  { most: 10, rows: 1 },
];
const MOST_WIDTHS = 20000;
const WIDE = 0x2e7f; // from here on signs are as wide as two Latin letters

/** What measures a text: the part of a canvas's context that is needed. */
/** @typedef {{ font: string, measureText: (text: string) => { width: number } }} Measure */

/** @type {Map<string, number>} */
const widths = new Map();

/**
 * @param {Measure} context
 * @param {string} text
 */
function width(context, text) {
  const key = `${context.font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > MOST_WIDTHS) widths.clear();
  const measured = context.measureText(text).width;
  widths.set(key, measured);
  return measured;
}

/**
 * A text cut to a length in Latin letters; a Chinese sign counts for two.
 * @param {string} text
 * @param {number} most
 */
export function shortened(text, most) {
  const signs = [...text];
  let used = 0;
  for (const [index, sign] of signs.entries()) {
    used += (sign.codePointAt(0) ?? 0) > WIDE ? 2 : 1;
    if (used > most) return `${signs.slice(0, index).join("").trimEnd()}…`;
  }
  return text;
}

/** @param {string} text */
function length(text) {
  let used = 0;
  for (const sign of text) used += (sign.codePointAt(0) ?? 0) > WIDE ? 2 : 1;
  return used;
}

/**
 * A name in two lines of about the same length; Latin words stay whole.
 * @param {string} text
 * @returns {string[]}
 */
export function broken(text) {
  const half = length(text) / 2;
  let [best, least, used, index] = [0, Infinity, 0, 0];
  for (const sign of text) {
    const isWide = (sign.codePointAt(0) ?? 0) > WIDE;
    const isBreak = index > 0 && (sign === " " || isWide);
    if (isBreak && Math.abs(used - half) < least) [best, least] = [index, Math.abs(used - half)];
    used += isWide ? 2 : 1;
    index += sign.length;
  }
  return best ? [text.slice(0, best).trimEnd(), text.slice(best).trimStart()] : [text];
}

// Rectangles that are taken, in a grid so that looking one up does not search them all.
class Taken {
  constructor() {
    /** @type {Map<number, Box[]>} */
    this.cells = new Map();
  }

  /** @param {Box} box */
  *keys({ left, top, right, bottom }) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1)
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield x * 4096 + y;
  }

  /** @param {Box} box */
  add(box) {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  /**
   * Whether a box meets another, that of its own node aside.
   * @param {Box} box
   */
  hits(box) {
    for (const key of this.keys(box))
      for (const other of this.cells.get(key) ?? []) if (other.owner !== box.owner && overlap(other, box)) return true;
    return false;
  }
}

/**
 * @param {Box} one
 * @param {Box} other
 */
function overlap(one, other) {
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
}

const ANY = [0, 1, 2, 3, 4, 5, 6, 7];
const ORDERS = new Map([
  ["above", [3, 0, 1, 2]],
  ["left", [2, 0, 3]],
  ["right", [1, 0, 3]],
]);

/**
 * Where the label of a node may stand, the best place first.
 * @param {Labelled} node
 * @param {number} wide Width of the label.
 * @param {number} high
 * @returns {Box[]}
 */
function places({ x, y, r, id, beside }, wide, high) {
  const half = wide / 2;
  const [below, above] = [
    { top: y + r + 3, bottom: y + r + 3 + high },
    { top: y - r - 3 - high, bottom: y - r - 3 },
  ];
  const middle = { top: y - high / 2, bottom: y + high / 2 };
  const centre = { left: x - half, right: x + half };
  const [right, left] = [
    { left: x + r + 5, right: x + r + 5 + wide },
    { left: x - r - 5 - wide, right: x - r - 5 },
  ];
  const all = [
    { ...centre, ...below },
    { ...right, ...middle },
    { ...left, ...middle },
    { ...centre, ...above },
    { left: x + r * 0.5, right: x + r * 0.5 + wide, ...below },
    { left: x + r * 0.5, right: x + r * 0.5 + wide, ...above },
    { left: x - r * 0.5 - wide, right: x - r * 0.5, ...below },
    { left: x - r * 0.5 - wide, right: x - r * 0.5, ...above },
  ];
  return (ORDERS.get(beside ?? "") ?? ANY).map((place) => ({ ...all[place], owner: id }));
}

/** @typedef {{ width: number, height: number }} Bounds */

/**
 * @param {Box} box
 * @param {Bounds} bounds
 */
function isInside(box, bounds) {
  const [right, bottom] = [bounds.width - MARGIN, bounds.height - MARGIN];
  return box.left >= MARGIN && box.right <= right && box.top >= MARGIN && box.bottom <= bottom;
}

/**
 * A box moved onto the screen.
 * @param {Box} box
 * @param {Bounds} bounds
 * @returns {Box}
 */
function moved(box, bounds) {
  const shift = Math.max(MARGIN - box.left, Math.min(0, bounds.width - MARGIN - box.right));
  const drop = Math.max(MARGIN - box.top, Math.min(0, bounds.height - MARGIN - box.bottom));
  return { ...box, left: box.left + shift, right: box.right + shift, top: box.top + drop, bottom: box.bottom + drop };
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
  const taken = new Taken();
  for (const box of covered) taken.add(box);
  for (const { x, y, r, id, faded } of nodes)
    if (!faded) taken.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, owner: id });
  /** @type {Label[]} */
  const labels = [];
  let named = 0;
  for (const node of nodes) {
    if (node.faded || (named >= most && !node.must)) continue;
    context.font = letters(node, font);
    const found = fitted(context, node, bounds, taken);
    if (!found) continue;
    const { lines, wide, box } = found;
    taken.add(box);
    named += 1;
    const isLeft = Math.abs(box.left - node.x) < node.r + HEIGHT; // lines beside a node begin there, others are centred
    const isRight = Math.abs(box.right - node.x) < node.r + HEIGHT;
    lines.forEach((text, index) => {
      const spare = box.right - box.left - wide[index];
      const x = box.left + (isLeft ? 0 : isRight ? spare : spare / 2);
      const y = box.top + HEIGHT / 2 + index * LINE;
      labels.push({ id: node.id, text, strong: Boolean(node.strong), at: node.at, tint: node.tint, x, y });
    });
  }
  return labels;
}

/**
 * The forms of a name to try, the best first: whole in one line or two, then cut.
 * @param {string} label
 * @returns {string[][]}
 */
function forms(label) {
  const all = length(label) <= SHORT ? [[label]] : [];
  for (const { most, rows } of FORMS) {
    const text = shortened(label, most);
    all.push(rows === 2 && length(text) > SHORT ? broken(text) : [text]);
  }
  return all.filter((each, index) => all.findIndex((other) => other.join("\n") === each.join("\n")) === index);
}

/**
 * The first form and place of a name that fit.
 * @param {Measure} context
 * @param {Labelled} node
 * @param {Bounds} bounds
 * @param {Taken} taken
 */
function fitted(context, node, bounds, taken) {
  const attempts = node.must ? [[shortened(node.label, LONGEST)]] : forms(node.label);
  for (const lines of attempts) {
    const wide = lines.map((line) => width(context, line));
    const high = HEIGHT + (lines.length - 1) * LINE;
    const candidates = places(node, Math.max(...wide), high).map((box) => ({ box, isInside: isInside(box, bounds) }));
    const free = candidates.find((each) => each.isInside && !taken.hits(each.box));
    const any = node.must ? (candidates.find((each) => each.isInside)?.box ?? moved(candidates[0].box, bounds)) : null;
    const box = free?.box ?? any;
    if (box) return { lines, wide, box };
  }
  return null;
}

/**
 * The font of a label, as the `font` of a canvas's context.
 * @param {{ strong?: boolean }} label
 * @param {string} font
 */
export function letters({ strong }, font) {
  return `${strong ? "600 " : ""}${SIZE}px ${font}`;
}
