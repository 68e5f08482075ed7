// Label layout: only labels that collide with no node and no other label get a place.

/** @import { Box, Label, Labelled } from "./types.d.ts" */

/** Size of the letters in pixels. */
export const SIZE = 13;
const HEIGHT = 17;
const CELL = 64;
const MARGIN = 2;
const LENGTHS = [30, 22, 15, 10];
const LONGEST = 60;
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
   * Whether a box meets another of at least that weight. Labels weigh most; a node weighs as much as it has links.
   * @param {Box} box
   * @param {number} weight
   */
  hits(box, weight = 0) {
    for (const key of this.keys(box))
      for (const other of this.cells.get(key) ?? [])
        if ((other.weight ?? 0) >= weight && other.owner !== box.owner && overlap(other, box)) return true;
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

const ANY = [0, 1, 2, 3];
const ORDERS = new Map([
  ["above", [3, 0, 1, 2]],
  ["left", [2, 0, 3]],
  ["right", [1, 0, 3]],
]);

/**
 * Where the label of a node may stand, the best place first.
 * @param {Labelled} node
 * @param {number} wide Width of the label.
 * @returns {Box[]}
 */
function places({ x, y, r, id, beside }, wide) {
  const half = wide / 2;
  const all = [
    { left: x - half, right: x + half, top: y + r + 3, bottom: y + r + 3 + HEIGHT },
    { left: x + r + 5, right: x + r + 5 + wide, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 },
    { left: x - r - 5 - wide, right: x - r - 5, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 },
    { left: x - half, right: x + half, top: y - r - 3 - HEIGHT, bottom: y - r - 3 },
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
 * @param {{ font: string, bounds: Bounds, taken?: Box[] }} screen `taken` is what lies over the canvas.
 * @returns {Label[]}
 */
export function placed(context, nodes, { font, bounds, taken: covered = [] }) {
  const taken = new Taken();
  for (const box of covered) taken.add(box);
  for (const { x, y, r, id, hub } of nodes)
    taken.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, owner: id, weight: Math.max(hub, 1) });
  const labels = [];
  for (const node of nodes) {
    if (node.faded) continue;
    context.font = letters(node, font);
    const found = fitted(context, node, bounds, taken);
    if (!found) continue;
    const { text, box } = found;
    taken.add({ ...box, weight: Infinity });
    labels.push({ id: node.id, text, strong: Boolean(node.strong), x: box.left, y: (box.top + box.bottom) / 2 });
  }
  return labels;
}

/**
 * The first text and place that fit: a shorter text before a place over nodes with fewer links, which only hubs get.
 * @param {Measure} context
 * @param {Labelled} node
 * @param {Bounds} bounds
 * @param {Taken} taken
 */
function fitted(context, node, bounds, taken) {
  const attempts = node.must ? [{ most: LONGEST, weight: 0 }] : LENGTHS.map((most) => ({ most, weight: 0 }));
  if (node.hub && !node.must) attempts.push({ most: LENGTHS[0], weight: node.hub });
  for (const { most, weight } of attempts) {
    const text = shortened(node.label, most);
    const candidates = places(node, width(context, text)).map((box) => ({ box, isInside: isInside(box, bounds) }));
    const free = candidates.find((each) => each.isInside && !taken.hits(each.box, weight));
    const any = node.must ? (candidates.find((each) => each.isInside)?.box ?? moved(candidates[0].box, bounds)) : null;
    const box = free?.box ?? any;
    if (box) return { text, box };
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
