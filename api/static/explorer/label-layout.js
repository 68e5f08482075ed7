// Label layout: only labels that collide with no node and no other label get a place.

import { forms, heights, LONGEST, letters, narrowest, ruler, shortened, width } from "./letters.js";
import { Taken } from "./taken.js";

/** @import { Box, Label, Labelled } from "./types.d.ts" */
/** @import { Face, Measure, Ruler } from "./letters.js" */
/** @import { Bounds } from "./taken.js" */

const TRIED = 350; // the heaviest things, and as many others from all over: a screen has room for fewer names
const MARGIN = 2;
const BRIEF = 24; // letters of a name that lies on other things
const NOBODY = -1; // owner of what is no node's

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
/** More places, some a little further off, for the name of a hub amid a crowd: it lies where it lies on the fewest things. */
const CROWDED = [0, 7, 14].flatMap((away) =>
  [0, 0.5, -0.5, 0.25, -0.25, 0.12, -0.12, 0.38, -0.38]
    .flatMap((shift) => [BELOW, RIGHT, LEFT, ABOVE].map((side) => ({ side, shift, away })))
    .concat([0.8, -0.8].flatMap((shift) => [RIGHT, LEFT].map((side) => ({ side, shift, away })))),
);
const order = (/** @type {number[]} */ sides) => sides.map((side) => ({ side, shift: 0 }));
const ORDERS = new Map([
  ["above", order([ABOVE, BELOW, RIGHT, LEFT])],
  ["left", order([LEFT, BELOW, ABOVE])],
  ["right", order([RIGHT, BELOW, ABOVE])],
]);

/** @param {Labelled} node */
function spots({ beside, group, r }) {
  return ORDERS.get(beside ?? "") ?? (group && r > ROOMY ? GROUP : ANY);
}

/** @typedef {{ side: number, shift: number, away?: number }} Spot Where at its node a label stands. */
/** @typedef {Spot & { left: number, top: number }} Stand The same with its place on the screen. */
/** @typedef {Stand & { met: number }} Found The same with how many things it lies on, of those that may be lain on. */

/**
 * The left end of a label; one that is moved all the way still begins, or ends, at its node.
 * @param {Spot} spot
 * @param {Labelled} node
 * @param {number} wide Width of the label.
 */
function leftOf({ side, shift, away = 0 }, { x, r }, wide) {
  if (side === RIGHT) return x + r + BESIDE + away;
  if (side === LEFT) return x - r - BESIDE - away - wide;
  return x - wide / 2 + shift * Math.max(0, wide - r);
}

/**
 * @param {Spot} spot
 * @param {Labelled} node
 * @param {number} high Height of the label.
 */
function topOf({ side, shift, away = 0 }, { y, r }, high) {
  if (side === BELOW) return y + r + APART + away;
  if (side === ABOVE) return y - r - APART - away - high;
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
 * @param {Spot[]} [tried]
 * @returns {Found | null}
 */
function free(node, owner, wide, high, { bounds, taken, over }, tried = spots(node)) {
  /** @type {Found | null} */
  let best = null;
  const [most, lowest] = [bounds.width - MARGIN, bounds.height - MARGIN];
  for (const spot of tried) {
    const [left, top] = [leftOf(spot, node, wide), topOf(spot, node, high)];
    const isApt = spot.side !== INSIDE || wide <= OVER * node.r;
    const isSeen = isApt && left >= MARGIN && top >= MARGIN && left + wide <= most && top + high <= lowest;
    if (!isSeen || taken.hits(left, top, left + wide, top + high, owner)) continue;
    /** @type {number} */
    const met = over ? over.count(left, top, left + wide, top + high, best?.met) : 0;
    if (!best || met < best.met) best = { left, top, met, ...spot };
    if (!met) break;
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

/** @typedef {{ bounds: Bounds, taken: Taken, over?: Taken, high: number, line: number }} Screen */

/**
 * The first form and place of a name that fit; the own side of a thing is tried with all forms before any other.
 * @param {Labelled} node
 * @param {number} owner
 * @param {Ruler} measure
 * @param {Screen} screen
 */
function fitted(node, owner, measure, screen) {
  const isCut = Boolean(node.cut);
  if (!node.must && !free(node, owner, narrowest(node.label, measure, isCut), screen.high, screen)) return null;
  const all = screen.over ? [...spots(node), ...CROWDED] : spots(node);
  const isHeld = node.beside === "left" || node.beside === "right";
  const found = isHeld ? formed(node, owner, measure, screen, all.slice(0, 1)) : null;
  return found ?? formed(node, owner, measure, screen, all) ?? (node.must ? forced(node, measure, screen) : null);
}

/**
 * The first form of a name that has a place among some, or the one that lies on the fewest things.
 * @param {Labelled} node
 * @param {number} owner
 * @param {Ruler} measure
 * @param {Screen} screen
 * @param {Spot[]} tried
 */
function formed(node, owner, measure, screen, tried) {
  let best = null;
  for (const lines of node.must ? [shortest(node)] : forms(node.label, Boolean(node.cut))) {
    const form = sized(lines, measure, screen);
    const at = free(node, owner, form.wide, form.high, screen, tried);
    if (at && (!best || at.met < best.met)) best = { ...form, ...at };
    if (best && !best.met) return best;
  }
  return best;
}

/** @param {Labelled} node */
const shortest = ({ label }) => [shortened(label, LONGEST)];

/**
 * @param {Labelled} node
 * @param {Ruler} measure
 * @param {Screen} screen
 */
function forced(node, measure, screen) {
  const form = sized(shortest(node), measure, screen);
  return { ...form, ...anywhere(node, form.wide, form.high, screen.bounds) };
}

/**
 * @param {string[]} lines
 * @param {Ruler} measure
 * @param {Screen} screen
 */
function sized(lines, measure, { high, line }) {
  const widths = lines.map((each) => width(each, measure));
  return { lines, widths, wide: Math.max(...widths), high: high + (lines.length - 1) * line };
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
    let found = fitted(node, index, measure, screen);
    if (!found && node.hub) {
      const brief = { ...node, label: shortened(node.label, BRIEF) };
      found = fitted(brief, index, measure, { ...screen, taken: isGrouped ? cores : heavy, over: taken });
    }
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
