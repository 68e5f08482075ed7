// Pointing: what the pointer is on, with what it is linked to and a few words, drawn above the network.

import { fill, joined, localized, number } from "../page/language.js";
import { broken, heights, length, letters, shortened } from "./letters.js";
import { along, control } from "./scene.js";
import { trace } from "./shapes.js";

/** @import { Disc, Line, Texts, Theme } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

const PAD = 7;
const [SHORT, LONG] = [44, 120]; // letters of a title: in one line, and at most
const WIDEST = 340;
const NAMED = 2; // batches that the words name
const MOST = 400; // links that are brought out

/**
 * Lines of text on a plate, so that they can be read over anything.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 * @param {string[]} texts The first is a title, which may take several lines.
 * @param {{ x: number, y: number, r?: number }} at What it is about: it stands below, or above where there is no room.
 */
function plate({ camera, appearance }, context, [name, ...more], { x, y, r = 0 }) {
  const { ink, paper, quiet, line } = appearance.theme;
  const cut = shortened(name, LONG);
  const title = broken(cut, Math.max(1, Math.ceil(length(cut) / SHORT)));
  const texts = [...title, ...more];
  const fonts = texts.map((_, index) => letters({ strong: index < title.length }, appearance.theme));
  const row = heights(appearance.theme).high + 1;
  const most = Math.min(WIDEST, camera.width - 4 * PAD);
  const widths = texts.map((text, index) => {
    context.font = fonts[index];
    return Math.min(context.measureText(text).width, most);
  });
  const [wide, high] = [Math.max(...widths) + 2 * PAD, texts.length * row + PAD];
  const left = Math.max(2, Math.min(camera.width - wide - 2, x - wide / 2));
  const below = y + r + PAD;
  const top = Math.max(2, below + high > camera.height ? y - r - PAD - high : below);
  context.fillStyle = paper;
  context.strokeStyle = line;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(left, top, wide, high, 4);
  context.fill();
  context.stroke();
  context.textAlign = "left";
  context.textBaseline = "middle";
  texts.forEach((text, index) => {
    context.font = fonts[index];
    context.fillStyle = index < title.length ? ink : quiet;
    context.fillText(text, left + PAD, top + PAD / 2 + row * (index + 0.5), most);
  });
}

/**
 * The links of a thing, and what is at their other ends.
 * @param {Stage} stage
 * @param {Disc} disc
 */
function linked({ scene, model }, { node }) {
  const near = new Set(model.neighbours(node.id));
  const lines = scene.lines.filter(({ edge }) => edge.from === node.id || edge.to === node.id).slice(0, MOST);
  return { lines, discs: scene.discs.filter((disc) => near.has(disc.node.id)).slice(0, MOST) };
}

/**
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 * @param {Line[]} lines
 */
function bringOut({ camera, appearance }, context, lines) {
  context.strokeStyle = appearance.theme.ink;
  context.globalAlpha = 0.75;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const { from, to, bend } of lines) {
    const [one, other] = [camera.project(from), camera.project(to)];
    context.moveTo(one.x, one.y);
    const middle = control(one, other, bend);
    context.quadraticCurveTo(middle.x, middle.y, other.x, other.y);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/**
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 * @param {Disc} disc
 * @param {Theme} theme
 * @param {boolean} isRinged
 */
function shape({ camera }, context, { node, radius, shape, fill }, { ink }, isRinged) {
  const { x, y } = camera.project(node);
  context.fillStyle = fill;
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.beginPath();
  trace(context, shape, x, y, radius * camera.growth);
  context.fill();
  context.stroke();
  if (!isRinged) return;
  context.beginPath();
  context.arc(x, y, radius * camera.growth + 3, 0, 2 * Math.PI);
  context.stroke();
}

/**
 * A few words on a thing: its name, what it is, how much it is linked to, and its batches.
 * @param {Stage} stage
 * @param {Disc} disc
 */
function words({ model, texts }, { node }) {
  const kind = model.kinds.find(({ id }) => id === node.kind);
  if (node.members) {
    const mostly = kind ? [fill(texts.mostly, { kind: localized(kind.label) })] : [];
    const about = [model.kind(node), fill(texts.members, { count: number(node.members) }), ...mostly];
    return [model.label(node), joined(about, "clauses"), texts.opens];
  }
  const about = [kind ? localized(kind.label) : model.kind(node), fill(texts.kindOf, { count: number(node.degree) })];
  const batches = model.batches(node).map(({ label }) => localized(label));
  const more = batches.length > NAMED ? ` ${fill(texts.more, { count: batches.length - NAMED })}` : "";
  const named = batches.length ? [joined(batches.slice(0, NAMED), "names") + more] : [];
  return [model.label(node), joined(about, "clauses"), ...named];
}

/**
 * What links two partners.
 * @param {Texts} texts
 * @param {number | undefined} count Of shared applications.
 */
export function sharing(texts, count) {
  if (!count) return "";
  return count === 1 ? texts.sharedOne : fill(texts.shared, { count: number(count) });
}

/**
 * A few words on a link: what it is, how many independent sources state it, and how surely.
 * @param {Stage} stage
 * @param {Line} line
 */
function wordsOfLink({ model, texts }, { edge }) {
  const name = localized(model.lookOfEdge(edge).label);
  const ends = [edge.from, edge.to].map((id) => model.label(model.node(id))).join(" – ");
  const sources = edge.origins ? [fill(texts.independent, { count: edge.origins.length })] : [];
  const certainty = edge.certainty ? [texts[edge.certainty]] : [];
  return [
    edge.relation === "between" ? `${number(edge.weight ?? 0)} ${name}` : sharing(texts, edge.weight) || name,
    ends,
    ...(sources.length + certainty.length ? [joined([...sources, ...certainty], "clauses")] : []),
  ];
}

/**
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} context
 */
export function drawHovered(stage, context) {
  const { camera, hovered, appearance } = stage;
  if (hovered?.disc) {
    const { lines, discs } = linked(stage, hovered.disc);
    bringOut(stage, context, lines);
    for (const disc of discs) shape(stage, context, disc, appearance.theme, false);
    shape(stage, context, hovered.disc, appearance.theme, true);
    const { node, radius } = hovered.disc;
    plate(stage, context, words(stage, hovered.disc), { ...camera.project(node), r: radius * camera.growth });
  } else if (hovered?.line) {
    const { from, to, bend } = hovered.line;
    bringOut(stage, context, [hovered.line]);
    plate(stage, context, wordsOfLink(stage, hovered.line), camera.project(along(from, to, bend, 0.5)));
  }
}
