// Painting: draws the lines and discs of a scene onto a canvas, many of one look in one stroke.

import { control } from "./scene.js";
import { fill, trace } from "./shapes.js";

/** @import { Camera } from "./camera.js" */
/** @import { Disc, Line } from "./types.d.ts" */
/** @import { Scene } from "./scene.js" */

const AT_ONCE = 64; // thin lines in one stroke: more cost the browser more, and so do wide ones together
export const FEW = 2000; // lines up to which those that mean something by it may be wider than a pixel
const BARELY = 1.5; // lines below this width are a pixel wide, which browsers draw in a third of the time
const WIDEST = 2;
const THINNEST = 0.5;
const DOT = 1; // smallest radius of a disc on the screen
const SPECK = 2; // radius on the screen below which a thing is a speck: it has neither shape nor border
const HALO = 2; // width from which a border means something; others only part a disc from what is below it
const DASHES = [5, 4];
const DASHED_FROM = 0.5; // scale from which dashes can be seen

/** @typedef {CanvasRenderingContext2D} Context */

/**
 * The width of a line on the screen; in a crowd none is wider than a pixel, as wide lines cost the browser much.
 * @param {Line} line
 * @param {Camera} camera
 * @param {boolean} isCrowd
 */
export function lineWidth({ width, isStrong }, camera, isCrowd) {
  const wide = width * Math.min(1, camera.growth * 1.4);
  if (isStrong) return Math.max(width, 1.6);
  const most = (isCrowd && width < WIDEST) || wide < BARELY ? 1 : Math.max(WIDEST, width);
  return Math.max(THINNEST, Math.min(most, wide));
}

/**
 * @param {Line} line
 * @param {Camera} camera
 */
export function dashes({ isDashed }, camera) {
  return isDashed && camera.growth >= DASHED_FROM ? DASHES : [];
}

/**
 * The radius of a disc on the screen, where it can always be seen.
 * @param {number} radius
 * @param {number} growth
 */
export function discRadius(radius, growth) {
  return Math.max(DOT, radius * growth);
}

/**
 * The width of a border on the screen: that of a small disc leaves most of it.
 * @param {Disc} disc
 * @param {Camera} camera
 */
export function borderWidth({ borderWidth: width }, { growth }) {
  return width < HALO ? Math.min(width, 4 * growth) : width;
}

/**
 * @param {Context} context
 * @param {Line[]} lines Of one look.
 * @param {Camera} camera
 */
function strokeLines(context, lines, { scale, middle, width, height }) {
  const [left, top] = [width / 2 - middle.x * scale, height / 2 - middle.y * scale];
  const atOnce = context.lineWidth > 1 ? 1 : AT_ONCE;
  let count = 0;
  context.beginPath();
  for (const { from, to, bend } of lines) {
    const [x1, y1] = [from.x * scale + left, from.y * scale + top];
    const [x2, y2] = [to.x * scale + left, to.y * scale + top];
    if ((x1 < 0 && x2 < 0) || (x1 > width && x2 > width) || (y1 < 0 && y2 < 0) || (y1 > height && y2 > height))
      continue;
    context.moveTo(x1, y1);
    if (bend) {
      const at = control({ x: x1, y: y1 }, { x: x2, y: y2 }, bend);
      context.quadraticCurveTo(at.x, at.y, x2, y2);
    } else context.lineTo(x2, y2);
    count += 1;
    if (count % atOnce) continue;
    context.stroke();
    context.beginPath();
  }
  context.stroke();
}

/**
 * Fills things, each over a larger one in the colour of its border: strokes around them cost the browser twice as much.
 * @param {Context} context
 * @param {Disc[]} discs Of one look.
 * @param {Camera} camera
 */
function fillDiscs(context, discs, camera) {
  const { scale, middle, width, height, growth } = camera;
  const [left, top] = [width / 2 - middle.x * scale, height / 2 - middle.y * scale];
  const [{ fill: inner, border: outer, opacity }] = discs;
  const edge = borderWidth(discs[0], camera);
  const isFilled = opacity === 1 || edge < HALO; // what is below shows through others
  context.fillStyle = inner;
  for (const { node, radius, shape } of discs) {
    const [x, y, r] = [node.x * scale + left, node.y * scale + top, discRadius(radius, growth)];
    if (x < -r || y < -r || x > width + r || y > height + r) continue;
    if (r < SPECK && edge < HALO) fill(context, "square", x, y, r * 0.9);
    else if (isFilled) {
      context.fillStyle = outer;
      fill(context, shape, x, y, r + edge / 2);
      context.fillStyle = inner;
      fill(context, shape, x, y, r - edge / 2);
    } else {
      context.beginPath();
      trace(context, shape, x, y, r);
      context.fill();
      context.stroke();
    }
  }
}

/**
 * Draws a scene.
 * @param {Context} context In pixels of the screen.
 * @param {Scene} scene
 * @param {Camera} camera
 */
export function paint(context, scene, camera) {
  const isCrowd = scene.lines.length > FEW;
  context.lineJoin = "round";
  for (const lines of scene.lineGroups) {
    context.globalAlpha = lines[0].opacity;
    context.strokeStyle = lines[0].colour;
    context.lineWidth = lineWidth(lines[0], camera, isCrowd);
    context.setLineDash(dashes(lines[0], camera));
    strokeLines(context, lines, camera);
  }
  context.setLineDash([]);
  for (const discs of scene.discGroups) {
    context.globalAlpha = discs[0].opacity;
    context.strokeStyle = discs[0].border;
    context.lineWidth = borderWidth(discs[0], camera);
    fillDiscs(context, discs, camera);
  }
  context.globalAlpha = 1;
}
