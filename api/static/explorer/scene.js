// The scene: the things and links that are drawn, grouped by look, and which of them lies under the pointer.

/** @import { Camera } from "./camera.js" */
/** @import { Area, Disc, Line, Place } from "./types.d.ts" */
/** @import { Appearance } from "./appearance.js" */

const NEAR_NODE = 3;
const NEAR_EDGE = 5;
const STEPS = 8; // straight parts of which a bend is made when the pointer is near it

/**
 * Where a line bends: the control point of its curve (a quadratic Bézier); its middle where it is straight.
 * @param {Place} from
 * @param {Place} to
 * @param {number} bend Height of the control point beside the line, as a part of its length.
 * @returns {Place}
 */
export function control(from, to, bend) {
  return {
    x: (from.x + to.x) / 2 - (to.y - from.y) * bend,
    y: (from.y + to.y) / 2 + (to.x - from.x) * bend,
  };
}

/**
 * @param {Place} from
 * @param {Place} to
 * @param {number} bend
 * @param {number} part From 0, its beginning, to 1.
 * @returns {Place} A place on the line.
 */
export function along(from, to, bend, part) {
  const middle = control(from, to, bend);
  const rest = 1 - part;
  const mixed = (/** @type {number} */ a, /** @type {number} */ b, /** @type {number} */ c) =>
    rest * rest * a + 2 * rest * part * b + part * part * c;
  return { x: mixed(from.x, middle.x, to.x), y: mixed(from.y, middle.y, to.y) };
}

/**
 * @param {Place} place
 * @param {Place} from
 * @param {Place} to
 */
function distance(place, from, to) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const part = ((place.x - from.x) * x + (place.y - from.y) * y) / (x * x + y * y || 1);
  const inside = Math.min(1, Math.max(0, part));
  return Math.hypot(place.x - from.x - inside * x, place.y - from.y - inside * y);
}

/**
 * Items that look alike, in the order in which the first of each came.
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => string} look
 * @returns {Item[][]}
 */
function grouped(items, look) {
  /** @type {Map<string, Item[]>} */
  const groups = new Map();
  for (const item of items) {
    const key = look(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

export class Scene {
  constructor() {
    /** @type {Disc[]} */
    this.discs = [];
    /** @type {Disc[][]} */
    this.discGroups = [];
    /** @type {Line[][]} */
    this.lineGroups = [];
    /** @type {Line[]} */
    this.lines = [];
    /** Whether only some things are brought out. */
    this.isLit = false;
    /** @type {Area[]} */
    this.areas = [];
    /** @type {Map<string, number>} Radii of things, by their names. */
    this.radii = new Map();
  }

  /** @param {Appearance} appearance */
  take(appearance) {
    this.areas = appearance.areas();
    this.isLit = Boolean(appearance.emphasis?.lit);
    this.discs = appearance.nodes().filter((each) => !each.isHidden);
    this.lines = appearance.edges().filter((each) => !each.isHidden);
    this.radii = new Map(this.discs.map(({ node, radius }) => [node.id, radius]));
    this.discGroups = grouped(
      this.discs,
      (each) => `${each.opacity} ${each.shape} ${each.fill} ${each.border} ${each.borderWidth}`,
    );
    this.lineGroups = grouped(this.lines, (each) => `${each.opacity} ${each.colour} ${each.width} ${each.isDashed}`);
    this.lineGroups.sort((a, b) => a[0].opacity - b[0].opacity);
    this.discGroups.sort((a, b) => a[0].opacity - b[0].opacity);
  }

  /**
   * The thing at a place of the screen; of several, the one whose middle is nearest.
   * @param {Place} at
   * @param {Camera} camera
   * @returns {Disc | null}
   */
  discAt(at, camera) {
    const place = camera.unproject(at);
    let [found, least] = [/** @type {Disc | null} */ (null), Infinity];
    for (const disc of this.discs) {
      const away = Math.hypot(disc.node.x - place.x, disc.node.y - place.y) * camera.scale;
      if (away > disc.radius * camera.growth + NEAR_NODE || away >= least) continue;
      [found, least] = [disc, away];
    }
    return found;
  }

  /**
   * The link nearest to a place of the screen, if one is near.
   * @param {Place} at
   * @param {Camera} camera
   * @returns {Line | null}
   */
  lineAt(at, camera) {
    const place = camera.unproject(at);
    let [found, least] = [/** @type {Line | null} */ (null), NEAR_EDGE / camera.scale];
    for (const line of this.lines) {
      const steps = line.bend ? STEPS : 1;
      let before = /** @type {Place} */ (line.from);
      for (let step = 1; step <= steps; step += 1) {
        const after = line.bend ? along(line.from, line.to, line.bend, step / steps) : line.to;
        const away = distance(place, before, after);
        if (away < least) [found, least] = [line, away];
        before = after;
      }
    }
    return found;
  }
}
