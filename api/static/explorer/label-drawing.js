// Label drawing: which things get a name on the canvas, in which order, and the words for what the pointer is on.

import { localized } from "../page/language.js";
import { letters, placed } from "./label-layout.js";
import { along } from "./scene.js";

/** @import { Box, Label, Labelled, Theme } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

const MARGIN = 50;
const [ALWAYS, STRONG, OTHER] = [3, 2, 1];
const PAD = 5;
const LINE = 17;

/**
 * What lies over the canvas, where no label may be.
 * @param {Stage} stage
 * @param {number} width
 * @returns {Box[]}
 */
function covered(stage, width) {
  const { over, camera } = stage;
  const card = { left: width - stage.coveredWidth(), right: width, top: 0, bottom: camera.height, owner: "" };
  if (!over) return [card];
  const [left, bottom] = [width - over.offsetWidth - 14, over.offsetHeight + 14];
  return [card, { left, right: width, top: 0, bottom, owner: "" }];
}

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
  const shown = [];
  for (const node of model.order) {
    if (model.hidden.has(node.id)) continue;
    const { x, y } = camera.project(node);
    if (x < -MARGIN || y < -MARGIN || x > camera.width + MARGIN || y > camera.height + MARGIN) continue;
    const rank = precedence(node.id);
    const isAlways = rank === ALWAYS;
    shown.push({
      id: node.id,
      x,
      y,
      r: appearance.radius(node) * appearance.scale * camera.growth,
      label: model.label(node),
      beside: node.beside,
      rank,
      must: isAlways,
      strong: isAlways,
      faded: appearance.opacity(node) < 0.3 && !isAlways,
    });
  }
  return shown.sort((a, b) => b.rank - a.rank);
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
  const taken = covered(stage, camera.width);
  return placed(context, labelled(stage), { font: stage.appearance.theme.font, bounds, taken });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Label[]} labels
 * @param {Theme} theme
 */
export function write(context, labels, { ink, paper, font }) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = paper;
  context.fillStyle = ink;
  for (const label of labels) {
    context.font = letters(label, font);
    context.strokeText(label.text, label.x, label.y);
    context.fillText(label.text, label.x, label.y);
  }
}

/**
 * A line of text on a plate, so that it can be read over anything.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {{ x: number, y: number }} at The middle of the plate, which moves onto the screen.
 */
function plate(stage, context, text, at) {
  const { camera } = stage;
  const { ink, paper, line, font } = stage.appearance.theme;
  context.font = letters({ strong: true }, font);
  const wide = Math.min(context.measureText(text).width, camera.width - 4 * PAD);
  const half = wide / 2 + PAD;
  const x = Math.max(half + 2, Math.min(camera.width - half - 2, at.x));
  const y = Math.max(LINE, Math.min(camera.height - LINE, at.y));
  context.fillStyle = paper;
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x - half, y - LINE / 2 - 3, 2 * half, LINE + 6, 4);
  context.fill();
  context.stroke();
  context.fillStyle = ink;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y, wide);
}

/**
 * What the pointer is on: the name of a thing and its kind, or the word for a link.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 */
export function drawHovered(stage, context) {
  const { camera, model, hovered } = stage;
  if (hovered?.disc) {
    const { node, radius } = hovered.disc;
    const { x, y } = camera.project(node);
    const r = radius * camera.growth;
    context.strokeStyle = stage.appearance.theme.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, r + 2, 0, 2 * Math.PI);
    context.stroke();
    const below = y + r + LINE;
    plate(stage, context, `${model.label(node)} · ${model.kind(node)}`, {
      x,
      y: below + LINE > camera.height ? y - r - LINE : below,
    });
  } else if (hovered?.line) {
    const { edge, from, to, bend } = hovered.line;
    const name = localized(model.lookOfEdge(edge).label);
    const text = edge.weight ? `${edge.weight} ${name}` : name;
    plate(stage, context, text, camera.project(along(from, to, bend, 0.5)));
  }
}
