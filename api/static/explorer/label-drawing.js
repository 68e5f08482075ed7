// Label drawing: which things get a name on the canvas, in which order, and the word for the link under the pointer.

import { localized } from "../page/language.js";
import { letters, placed } from "./label-layout.js";

/** @import { Box, Label, Labelled, Theme } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

const MARGIN = 50;
const HUB = 8; // links that make any thing a hub
const [ALWAYS, STRONG, OTHER] = [3, 2, 1];

/**
 * What lies over the canvas, where no label may be.
 * @param {Stage} stage
 * @param {number} width
 * @returns {Box[]}
 */
function covered({ over }, width) {
  if (!over) return [];
  const [left, bottom] = [width - over.offsetWidth - 14, over.offsetHeight + 14];
  return [{ left, right: width, top: 0, bottom, owner: "", weight: Infinity }];
}

/**
 * @param {Stage} stage
 * @param {{ width: number, height: number }} bounds
 * @returns {Labelled[]}
 */
function labelled(stage, bounds) {
  const { model, appearance } = stage;
  const scale = stage.network.getScale();
  const centre = stage.network.getViewPosition();
  /** @param {string} id */
  const precedence = (id) => {
    if (id === stage.hovered || id === appearance.emphasis.selected || model.state.pin.has(id)) return ALWAYS;
    return appearance.emphasis.strong.has(id) ? STRONG : OTHER;
  };
  const shown = [];
  for (const node of model.order) {
    if (model.hidden.has(node.id)) continue;
    const x = (node.x - centre.x) * scale + bounds.width / 2;
    const y = (node.y - centre.y) * scale + bounds.height / 2;
    if (x < -MARGIN || y < -MARGIN || x > bounds.width + MARGIN || y > bounds.height + MARGIN) continue;
    const rank = precedence(node.id);
    const isAlways = rank === ALWAYS;
    shown.push({
      id: node.id,
      hub: model.role(node) === "hub" || node.degree >= HUB ? node.degree : 0,
      x,
      y,
      r: appearance.radius(node) * appearance.scale * scale,
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
 * @param {CanvasRenderingContext2D} context
 * @param {Label[]} labels
 * @param {Theme} theme
 */
function write(context, labels, { ink, paper, font }) {
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
 * The name of the link under the pointer, in its middle.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 */
function relation(stage, context) {
  const edge = stage.model.edges[stage.hoveredEdge ?? -1];
  if (!edge) return;
  const { theme } = stage.appearance;
  const [from, to] = [edge.from, edge.to].map((id) => stage.network.canvasToDOM(stage.model.node(id)));
  const name = localized(stage.model.lookOfEdge(edge).label);
  const text = edge.weight ? `${edge.weight} ${name}` : name;
  context.font = letters({}, theme.font);
  const x = (from.x + to.x) / 2 - context.measureText(text).width / 2;
  write(context, [{ text, x, y: (from.y + to.y) / 2 }], theme);
}

/**
 * Draws the labels over what vis-network has drawn.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 * @returns {Label[]} The names of things, as they stand on the screen.
 */
export function drawLabels(stage, context) {
  const { theme } = stage.appearance;
  const bounds = { width: stage.canvas.clientWidth, height: stage.canvas.clientHeight };
  const ratio = context.canvas.width / bounds.width;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const taken = covered(stage, bounds.width);
  const labels = placed(context, labelled(stage, bounds), { font: theme.font, bounds, taken });
  write(context, labels, theme);
  relation(stage, context);
  context.restore();
  return labels;
}
