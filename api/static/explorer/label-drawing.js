// Label drawing: which things get a name on the canvas, in which order, and what else is written there.

import { number } from "../page/language.js";
import { top } from "./areas.js";
import { mixed } from "./colours.js";
import { covered } from "./cover.js";
import { heads } from "./heads.js";
import { placed } from "./label-layout.js";
import { heights, letters, ruler, width } from "./letters.js";

/** @import { Label, Labelled, Theme } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

const MARGIN = 50;
const [ALWAYS, STRONG, OTHER] = [3, 2, 1];
const PAD = 5;
const MOST_NAMES = [8, 30]; // of the first steps of the slider of names; the others have no limit
const EVERY = 3; // the step at which everything has a name, even where names meet
const FAINT = 0.3; // opacity below which nothing is written
/** How many of the heaviest things, and of those with most links, are named before all others, in part if need be. */
const [VITAL, HUBS] = [12, 8];
/** How many of those with most links, or as many links as these, have a name even where it lies on smaller things. */
const LARGEST = 3;
/** In a network of this size, what has that part of all links is named even where its name lies on others. */
const [LARGE, CENTRE] = [1000, 0.1];

/**
 * @param {Stage} stage
 * @returns {Labelled[]}
 */
function labelled(stage) {
  const { model, appearance, camera } = stage;
  /** @param {string} id */
  const precedence = (id) => {
    if (id === appearance.emphasis.selected || model.state.pin.has(id)) return ALWAYS;
    return appearance.emphasis.strong.has(id) ? STRONG : OTHER;
  };
  const shown = names(stage);
  const [many, most] = [model.most(HUBS), model.most(LARGEST - 1)];
  for (const [index, node] of model.order.entries()) {
    if (model.hidden.has(node.id)) continue;
    const { x, y } = camera.project(node);
    if (x < -MARGIN || y < -MARGIN || x > camera.width + MARGIN || y > camera.height + MARGIN) continue;
    const rank = precedence(node.id);
    const isAlways = rank === ALWAYS;
    const isCentre = model.nodes.size > LARGE && node.degree > CENTRE * model.edges.length;
    shown.push({
      id: node.id,
      x,
      y,
      r: appearance.radius(node) * appearance.scale * camera.growth,
      label: model.label(node),
      at: node,
      beside: node.beside,
      rank,
      cut: model.how === "partners" || rank !== OTHER || index < VITAL || node.degree > many,
      must: isAlways || isCentre || stage.names === EVERY,
      group: Boolean(node.members),
      hub: node.degree >= most && node.degree > many,
      strong: isAlways || isCentre,
      faded: appearance.opacity(node) < FAINT && !isAlways,
    });
  }
  return shown.sort((a, b) => (b.rank ?? OTHER) - (a.rank ?? OTHER) || Number(b.cut ?? 0) - Number(a.cut ?? 0));
}

/**
 * The names of areas, above each; one whose batch, sandbox or place is drawn has its name there.
 * @param {Stage} stage
 * @returns {Labelled[]}
 */
function names({ scene, camera, appearance }) {
  const { nodes: all, hidden } = appearance.model;
  const unnamed = scene.areas.filter(({ id }) => !all.has(id) || hidden.has(id));
  return unnamed.map(({ nodes, ...area }) => {
    const { x, y } = top({ nodes, ...area }, scene.radii, camera);
    const look = {
      label: area.label,
      strong: true,
      tint: mixed(area.colour, appearance.theme.ink, 0.55),
      beside: "above",
      rank: STRONG,
    };
    return { id: `area ${area.id}`, x, y, r: 0, at: camera.unproject({ x, y }), ...look };
  });
}

/**
 * How many things groups stand for, in the middle of each that has room.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 * @returns {Label[]}
 */
function counts({ scene, camera, appearance }, context) {
  const measure = ruler(context, letters({}, appearance.theme));
  return scene.discs.flatMap(({ node, radius, opacity }) => {
    if (!node.members || opacity < FAINT) return [];
    const text = number(node.members);
    const half = width(text, measure) / 2;
    if (half > radius * camera.growth) return [];
    const { x, y } = camera.project(node);
    return [{ text, at: node, x: x - half, y }];
  });
}

/**
 * What stands above columns, in the middle of each.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 * @returns {Label[]}
 */
function headings(stage, context) {
  const { model, camera, appearance } = stage;
  const measure = ruler(context, letters({ strong: true }, appearance.theme));
  return heads(model, camera).map(({ x, text }) => {
    const half = width(text, measure) / 2;
    const most = camera.width - 2 * half - PAD;
    const left = Math.max(PAD, Math.min(most, x - half));
    return { text, strong: true, tint: appearance.theme.quiet, x: left, y: heights(appearance.theme).high };
  });
}

/**
 * The names of things that have room, as they stand on the screen.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 * @returns {Label[]}
 */
export function placeLabels(stage, context) {
  const { camera } = stage;
  const bounds = { width: camera.width, height: camera.height };
  const above = headings(stage, context);
  const measure = ruler(context, letters({ strong: true }, stage.appearance.theme));
  const heads = above.map(({ x, y, text }) => {
    const right = x + width(text, measure);
    return { left: x, right, top: 0, bottom: 1.5 * y, owner: "" };
  });
  const taken = [...covered(stage), ...heads];
  const most = MOST_NAMES[stage.names] ?? Infinity;
  return [
    ...above,
    ...counts(stage, context),
    ...placed(context, labelled(stage), { face: stage.appearance.theme, bounds, taken, most }),
  ];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Label[]} labels
 * @param {Theme} theme
 */
export function write(context, labels, theme) {
  const { ink, paper } = theme;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = paper;
  context.fillStyle = ink;
  let before = "";
  for (const label of labels) {
    const own = letters(label, theme);
    if (own !== before) context.font = own; // setting it takes time
    before = own;
    context.fillStyle = label.tint ?? ink;
    context.strokeText(label.text, label.x, label.y);
    context.fillText(label.text, label.x, label.y);
  }
}
