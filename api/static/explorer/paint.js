// Painting: draws the lines and discs of a scene onto a canvas, many of one look in one stroke.

import { control } from "./scene.js";
import { trace } from "./shapes.js";

/** @import { Camera } from "./camera.js" */
/** @import { Disc, Line } from "./types.d.ts" */
/** @import { Scene } from "./scene.js" */

const AT_ONCE = 64; // lines in one stroke: more cost the browser more
export const FEW = 2000; // things up to which each has its own border, so that one covers another cleanly
const WIDEST = 2;
const THINNEST = 0.5;
const DOT = 1; // smallest radius of a disc on the screen
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
  return Math.max(THINNEST, Math.min(isCrowd && width < WIDEST ? 1 : Math.max(WIDEST, width), wide));
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
    if (count % AT_ONCE) continue;
    context.stroke();
    context.beginPath();
  }
  context.stroke();
}

/**
 * @param {Context} context
 * @param {Disc[]} discs Of one look.
 * @param {Camera} camera
 * @param {boolean} isCrowd
 */
function fillDiscs(context, discs, { scale, middle, width, height, growth }, isCrowd) {
  const [left, top] = [width / 2 - middle.x * scale, height / 2 - middle.y * scale];
  const flush = () => {
    context.fill();
    context.stroke();
    context.beginPath();
  };
  context.beginPath();
  for (const { node, radius, shape } of discs) {
    const [x, y, r] = [node.x * scale + left, node.y * scale + top, discRadius(radius, growth)];
    if (x < -r || y < -r || x > width + r || y > height + r) continue;
    trace(context, shape, x, y, r);
    if (!isCrowd) flush();
  }
  if (isCrowd) flush();
}

/**
 * Draws a scene.
 * @param {Context} context In pixels of the screen.
 * @param {Scene} scene
 * @param {Camera} camera
 */
export function paint(context, scene, camera) {
  const [isManyLines, isManyDiscs] = [scene.lines.length > FEW, scene.discs.length > FEW];
  context.lineJoin = "round";
  for (const lines of scene.lineGroups) {
    context.globalAlpha = lines[0].opacity;
    context.strokeStyle = lines[0].colour;
    context.lineWidth = lineWidth(lines[0], camera, isManyLines);
    context.setLineDash(dashes(lines[0], camera));
    strokeLines(context, lines, camera);
  }
  context.setLineDash([]);
  for (const discs of scene.discGroups) {
    context.globalAlpha = discs[0].opacity;
    context.fillStyle = discs[0].fill;
    context.strokeStyle = discs[0].border;
    context.lineWidth = borderWidth(discs[0], camera);
    fillDiscs(context, discs, camera, isManyDiscs);
  }
  context.globalAlpha = 1;
}
