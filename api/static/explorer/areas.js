// Areas: a soft patch behind all things of one batch, sandbox, place or open group, with its name.

import { localized } from "../page/language.js";
import { COMMUNITIES } from "../page/palette.js";

/** @import { Area, Edge, Line, Node, Place } from "./types.d.ts" */
/** @import { Camera } from "./camera.js" */
/** @import { Model } from "./model.js" */
/** @import { Scene } from "./scene.js" */

const MOST_THINGS = 2500; // beyond which wide lines cost the browser too much
const [FEWEST, MOST_BATCHES, MOST] = [2, 12, 40]; // areas that can be told apart
const SMALLEST = 2; // things in an area
const [PAD, LEAST] = [15, 6];
/** How opaque areas are. */
export const OPACITY = 0.13;

/**
 * What has areas when nobody chose: what gives a number of them that can be told apart.
 * @param {Model} model
 */
export function usual(model) {
  if (model.how === "groups") return "group";
  if (model.how !== "network") return "none";
  const count = (/** @type {"sandbox" | "place"} */ name) =>
    new Set(model.timeline.flatMap((each) => each[name] || [])).size;
  if (model.timeline.length >= FEWEST && model.timeline.length <= MOST_BATCHES) return "batch";
  const isTold = (/** @type {"sandbox" | "place"} */ name) => count(name) >= FEWEST && count(name) <= MOST;
  return isTold("sandbox") ? "sandbox" : isTold("place") ? "place" : "none"; // a pilot is one sandbox in many cities
}

/**
 * The area that a thing lies in; none for what belongs to several.
 * @param {Model} model
 * @param {Node} node
 * @param {string} by
 */
function areaOf(model, node, by) {
  if (by === "group") return node.group ?? null;
  /** @type {string | null | undefined} */
  let found = null;
  for (const id of node.batches ?? []) {
    const batch = model.batch(id);
    const own = by === "batch" ? batch?.id : batch?.[/** @type {"sandbox" | "place"} */ (by)];
    if (found !== null && own !== found) return null;
    found = own;
  }
  return found ?? null;
}

/**
 * The areas of what is visible, the largest first.
 * @param {Model} model
 * @param {string} by "batch", "sandbox", "place", "group" or "none".
 * @returns {Area[]}
 */
export function areas(model, by) {
  if (by === "none" || model.nodes.size - model.hidden.size > MOST_THINGS) return [];
  /** @type {Map<string, Area>} */
  const found = new Map();
  /** @type {Map<string, string>} */
  const of = new Map();
  for (const node of model.nodes.values()) {
    const id = model.hidden.has(node.id) ? null : areaOf(model, node, by);
    if (!id) continue;
    const area = found.get(id) ?? { id, label: areaLabel(model, id), colour: "", nodes: [], edges: [] };
    area.nodes.push(node);
    found.set(id, area);
    of.set(node.id, id);
  }
  for (const edge of model.edges) {
    const id = of.get(edge.from);
    if (id && id === of.get(edge.to) && !model.hiddenEdges.has(edge.id)) found.get(id)?.edges.push(edge);
  }
  const several = [...found.values()].filter(({ nodes }) => nodes.length >= SMALLEST);
  several.sort((a, b) => b.nodes.length - a.nodes.length || (a.id < b.id ? -1 : 1));
  if (by !== "group" && several.length > MOST) return [];
  return several.map((area, index) => ({ ...area, colour: COMMUNITIES[index % COMMUNITIES.length] }));
}

/**
 * @param {Model} model
 * @param {string} id
 */
function areaLabel(model, id) {
  const node = model.nodes.get(id);
  const batch = model.batch(id);
  return localized(model.areas[id] ?? batch?.label ?? node?.label ?? {});
}

/**
 * Pixels around the things of an area.
 * @param {Camera} camera
 */
export function padding(camera) {
  return Math.max(LEAST, PAD * Math.min(1.2, camera.growth));
}

/**
 * Paints areas, each as one patch however its parts overlap.
 * @param {CanvasRenderingContext2D} context
 * @param {CanvasRenderingContext2D} layer Of another canvas to draw on, which shows the same: a smaller one is enough for
 *   what has soft edges, and wide lines cost as much as they cover.
 * @param {Scene} scene
 * @param {Camera} camera
 */
export function paintAreas(context, layer, { areas: all, radii, isLit }, camera) {
  if (!all.length || !layer.canvas.width || !layer.canvas.height) return;
  const pad = padding(camera);
  layer.lineCap = "round";
  layer.lineWidth = 2 * pad;
  for (const { colour, nodes, edges } of all) {
    [layer.fillStyle, layer.strokeStyle] = [colour, colour];
    const at = new Map(nodes.map((node) => [node.id, camera.project(node)]));
    layer.beginPath();
    for (const { from, to } of edges) {
      const [one, other] = [at.get(from), at.get(to)];
      if (!one || !other) continue;
      layer.moveTo(one.x, one.y);
      layer.lineTo(other.x, other.y);
    }
    layer.stroke();
    layer.beginPath();
    for (const [id, { x, y }] of at) {
      const r = (radii.get(id) ?? 0) * camera.growth + pad;
      layer.moveTo(x + r, y);
      layer.arc(x, y, r, 0, 2 * Math.PI);
    }
    layer.fill();
  }
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = isLit ? OPACITY / 3 : OPACITY;
  context.drawImage(layer.canvas, 0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}

/**
 * Where the name of an area stands: above its topmost thing.
 * @param {Area} area
 * @param {Map<string, number>} radii
 * @param {Camera} camera
 * @returns {Place} On the screen.
 */
export function top({ nodes }, radii, camera) {
  let best = { x: 0, y: Infinity };
  for (const node of nodes) {
    const { x, y } = camera.project(node);
    const edge = y - (radii.get(node.id) ?? 0) * camera.growth;
    if (edge < best.y) best = { x, y: edge };
  }
  return { x: best.x, y: best.y - padding(camera) + 3 };
}
