// Standing: where things that a reader has moved stand, and which part of the network the screen shows, in an address.

import { short } from "../page/things.js";

/** @import { Place, State } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

const MARK = "~";

/**
 * Numbers of an address.
 * @param {string[]} texts
 * @param {number} count
 * @returns {number[] | null} Nothing where one of them is none.
 */
function numbers(texts, count) {
  const found = texts.map(Number);
  return texts.length === count && found.every(Number.isFinite) ? found : null;
}

/**
 * @param {number} value
 * @param {number} digits
 */
function rounded(value, digits = 0) {
  return String(Number(value.toFixed(digits)));
}

/**
 * A place of a thing, as addresses have it.
 * @param {string} id
 * @param {Place} place
 */
export function written(id, { x, y }) {
  return [short(id), rounded(x), rounded(y)].join(MARK);
}

/**
 * The places of an address, without those of one thing.
 * @param {string[]} stand
 * @param {string} id
 */
export function withoutPlace(stand, id) {
  return stand.filter((each) => each.split(MARK)[0] !== short(id));
}

/**
 * Moves things to where an address has them.
 * @param {Stage} stage
 * @param {Pick<State, "stand">} state
 */
export function takePlaces(stage, { stand }) {
  for (const each of stand) {
    const [name, ...texts] = each.split(MARK);
    const [found, node] = [numbers(texts, 2), stage.model.nodes.get(stage.model.named(name))];
    if (found && node) Object.assign(node, stage.fitting.toScreen({ x: found[0], y: found[1] }));
  }
}

/**
 * The part of the network that the screen shows, as addresses have it; empty where it is the whole.
 * @param {Stage} stage
 */
export function shownPart({ camera, fitting }) {
  if (!camera.isMoved) return "";
  const { x, y } = fitting.fromScreen(camera.middle);
  return [rounded(x), rounded(y), rounded(camera.scale / camera.home, 2)].join(MARK);
}

/**
 * Shows the part of the network that an address has.
 * @param {Stage} stage
 * @param {Pick<State, "at">} state
 */
export function takePart({ camera, fitting }, { at }) {
  const found = numbers(at.split(MARK), 3);
  if (!at || !found || found[2] <= 0) return;
  const [x, y, zoom] = found;
  camera.moveTo(fitting.toScreen({ x, y }), camera.home);
  camera.zoom(zoom);
}
