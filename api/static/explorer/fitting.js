// Fitting: turns, stretches and spreads the places of things so that a network fills the screen.

/** @import { Camera } from "./camera.js" */
/** @import { Model } from "./model.js" */
/** @import { Node, Place } from "./types.d.ts" */

const STRETCH = 1.7;
const COLUMN_LABEL = 190; // pixels beside columns for their names
const BORDER = 40;
const [NAME, NAME_PART] = [140, 0.3]; // pixels beside a list for its names, and the most of a narrow screen
const [ABOVE, BELOW] = [24, 46]; // pixels for what the first and the last row have around them; names stand below
const [SMALLEST_COLUMNS, SMALLEST, LARGEST] = [0.62, 0.001, 1.35]; // pixels for each unit of the network

/**
 * The corners of the rectangle that holds things.
 * @param {(Place & { size: number })[]} nodes
 * @returns {[Place, Place]}
 */
function extent(nodes) {
  const low = { x: Infinity, y: Infinity };
  const high = { x: -Infinity, y: -Infinity };
  for (const { x, y, size } of nodes) {
    low.x = Math.min(low.x, x - size);
    low.y = Math.min(low.y, y - size);
    high.x = Math.max(high.x, x + size);
    high.y = Math.max(high.y, y + size);
  }
  return nodes.length
    ? [low, high]
    : [
        { x: 0, y: 0 },
        { x: 0, y: 0 },
      ];
}

/**
 * How far to the right things stand that have their names on their right.
 * @param {Node[]} nodes
 */
function listed(nodes) {
  return nodes.reduce((most, { beside, x }) => (beside === "right" ? Math.max(most, x) : most), -Infinity);
}

/**
 * Turns a network by exchanging across and down.
 * @param {Iterable<Node>} nodes
 */
function turned(nodes) {
  for (const node of nodes) [node.x, node.y] = [node.y, node.x];
}

/**
 * Stretches a network along its shorter side, within limits, so that it fills the screen and labels have room.
 * @param {Node[]} nodes
 * @param {Node[]} visible Those that have to fill it.
 * @param {number[]} before How far it is stretched already, across and down.
 * @param {number} wanted Width of the screen by its height.
 * @returns {number[]} How far it is stretched now.
 */
function pulled(nodes, visible, before, wanted) {
  if (nodes.length < 3) return before;
  const [low, high] = extent(visible.map(({ x, y }) => ({ x, y, size: 0 }))); // sizes are not stretched
  const found = Math.max(high.x - low.x, 1) / before[0] / (Math.max(high.y - low.y, 1) / before[1]);
  const part = Math.min(STRETCH, Math.max(1 / STRETCH, found / wanted));
  const now = part > 1 ? [1, part] : [1 / part, 1];
  for (const node of nodes) {
    node.x *= now[0] / before[0];
    node.y *= now[1] / before[1];
  }
  return now;
}

/**
 * Spreads columns over the whole width.
 * @param {Node[]} nodes
 * @param {number} half Half of it.
 */
function widened(nodes, half) {
  const reach = nodes.reduce((most, { x }) => Math.max(most, Math.abs(x)), 1);
  for (const node of nodes) node.x *= half / reach;
  return half / reach;
}

export class Fitting {
  constructor() {
    this.isUpright = false;
    this.pulled = [1, 1];
    /** How far columns are spread. */
    this.spread = 1;
  }

  /**
   * Where a place stands that has been turned, stretched and spread like all things.
   * @param {Place} place
   * @returns {Place}
   */
  toScreen({ x, y }) {
    const [across, down] = this.isUpright ? [y, x] : [x, y];
    return { x: across * this.pulled[0] * this.spread, y: down * this.pulled[1] };
  }

  /**
   * The place as it was before.
   * @param {Place} place
   * @returns {Place}
   */
  fromScreen({ x, y }) {
    const [across, down] = [x / this.pulled[0] / this.spread, y / this.pulled[1]];
    return this.isUpright ? { x: down, y: across } : { x: across, y: down };
  }

  /**
   * Moves things so that they fit a screen: an upright screen has an upright network, columns take the whole width.
   * @param {Model} model
   * @param {Camera} camera Its size is taken.
   * @returns {{ scale: number, middle: Place }} Where the camera has to look.
   */
  fit(model, { width, height }) {
    const isColumns = model.how === "columns";
    const nodes = [...model.nodes.values()];
    const visible = nodes.filter(({ id }) => !model.hidden.has(id));
    this.turn(nodes, height > width && !isColumns && model.how !== "partners"); // lists stay upright
    const pad = {
      x: isColumns ? Math.min(COLUMN_LABEL, width * 0.27) : Math.min(64, width * 0.1),
      y: (ABOVE + BELOW) / 2,
    };
    if (!isColumns && model.how !== "around")
      this.pulled = pulled(nodes, visible, this.pulled, (width - 2 * pad.x) / (height - 2 * pad.y));
    const [low, high] = extent(visible);
    const down = (height - 2 * pad.y) / Math.max(high.y - low.y, 1);
    const middle = { x: (low.x + high.x) / 2, y: (low.y + high.y) / 2 };
    if (!isColumns) {
      const [name, list] = [Math.min(NAME, width * NAME_PART), listed(visible)];
      const across = (width - 2 * pad.x) / Math.max(high.x - low.x, 1);
      const beside = (width - pad.x - name) / Math.max(list - low.x, 1);
      const scale = Math.max(SMALLEST, Math.min(across, beside, down, LARGEST));
      const x = Math.max(middle.x, list - (width / 2 - name) / scale);
      return { scale, middle: { x, y: middle.y + (BELOW - ABOVE) / 2 / scale } };
    }
    const scale = Math.max(SMALLEST_COLUMNS, Math.min(down, LARGEST));
    this.spread *= widened(nodes, (width / 2 - pad.x) / scale);
    return { scale, middle: { x: 0, y: Math.min(middle.y, low.y + (height / 2 - BORDER) / scale) } };
  }

  /**
   * @param {Node[]} nodes
   * @param {boolean} isUpright
   */
  turn(nodes, isUpright) {
    if (isUpright === this.isUpright) return;
    this.isUpright = isUpright;
    turned(nodes);
    this.pulled.reverse();
  }
}
