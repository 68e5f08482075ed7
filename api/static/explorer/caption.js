// The caption of a saved picture: its legend, its title, and the lines that say where it is from, as wide as the picture.

import { outline } from "./shapes.js";
import { attributes, escaped } from "./xml.js";

/** @import { Theme } from "./types.d.ts" */
/** @import { Entry } from "./legend.js" */

/** @typedef {{ title: string, line: string, address: string }} Foot A title, a line and an address. */
/** @typedef {(text: string, size: number, weight?: number) => number} Measure The width of a text in pixels. */
/** @typedef {{ height: number, body: string[] }} Caption */

const EDGE = 12;
const ROW = 19;
const MARK = 22;
const GAP = 16;
const SIZES = { legend: 12, title: 13, line: 11 };
const LONGEST = 1500;
const SPARE = 0.94; // other programs have other fonts, and wider ones
const BASE = 0.35; // from the middle of letters down to the line that they stand on, by their size
const TOKENS =
  /\s+|[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef]+/gu;

/**
 * Where letters stand whose middle is given: not every program that draws SVG knows `dominant-baseline`.
 * @param {number} middle
 * @param {number} size
 */
export function baseline(middle, size) {
  return middle + BASE * size;
}

/**
 * A text in lines that are no wider than what there is, broken at blanks and between Chinese signs, else anywhere.
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 */
export function lines(text, width, measure) {
  const found = [""];
  const last = () => found[found.length - 1];
  for (const token of text.match(TOKENS) ?? []) {
    if (measure(last() + token) <= width) found[found.length - 1] += token;
    else if (measure(token) <= width) found.push(token.trimStart());
    else {
      if (last()) found.push("");
      for (const sign of token)
        if (last() && measure(last() + sign) > width) found.push(sign);
        else found[found.length - 1] += sign;
    }
  }
  return found.map((line) => line.trim()).filter(Boolean);
}

/**
 * An address with its middle left out where it is very long.
 * @param {string} text
 */
export function middleless(text) {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST * 0.6)}…${text.slice(-LONGEST * 0.3)}`;
}

/**
 * @param {Entry} entry
 * @param {number} x
 * @param {number} y
 * @param {Theme} theme
 */
function mark({ shape, colour, dashed, side, width = 2 }, x, y, { ink, paper }) {
  const paint = colour ?? ink;
  if (!shape && !side) {
    const dashes = dashed ? "4 3" : undefined;
    return `<path${attributes({ d: `M${x} ${y}h16`, stroke: paint, "stroke-width": width, "stroke-dasharray": dashes })}/>`;
  }
  const isGone = side === "a";
  const look = {
    fill: isGone ? paper : paint,
    stroke: isGone || side === "both" ? ink : undefined,
    "stroke-width": side === "both" ? 2 : undefined,
    opacity: side === "b" ? 0.6 : 1,
  };
  return `<path${attributes({ d: outline(shape ?? "dot", x + 8, y, 6), ...look })}/>`;
}

/**
 * The legend in rows.
 * @param {Entry[]} entries
 * @param {number} top
 * @param {number} width
 * @param {Theme} theme
 * @param {Measure} measure
 * @returns {Caption}
 */
function legend(entries, top, width, theme, measure) {
  const body = [];
  let [x, y] = [EDGE, top + ROW / 2];
  for (const entry of entries) {
    const text = entry.count === undefined ? entry.label : `${entry.label} ${entry.count}`;
    const needed = MARK + measure(text, SIZES.legend) / SPARE;
    if (x > EDGE && x + needed > width - EDGE) [x, y] = [EDGE, y + ROW];
    const [line] = lines(text, width - EDGE - x - MARK, (part) => measure(part, SIZES.legend) / SPARE);
    body.push(mark(entry, x, y, theme));
    const at = { x: x + MARK, y: baseline(y, SIZES.legend), "font-size": SIZES.legend, fill: theme.ink };
    body.push(`<text${attributes(at)}>${escaped(line ?? "")}</text>`);
    x += needed + GAP;
  }
  return { height: entries.length ? y + ROW / 2 - top + 4 : 0, body };
}

/**
 * What stands below a picture.
 * @param {Foot} foot
 * @param {Entry[]} entries
 * @param {{ top: number, width: number, theme: Theme, measure: Measure }} settings
 * @returns {Caption}
 */
export function caption(foot, entries, { top, width, theme, measure }) {
  const keys = legend(entries, top + 6, width, theme, measure);
  const body = [...keys.body];
  let y = top + 6 + keys.height;
  const { ink, quiet } = theme;
  const texts = [
    { text: foot.title, size: SIZES.title, fill: ink, weight: 600 },
    { text: foot.line, size: SIZES.line, fill: quiet, weight: 400 },
    { text: middleless(foot.address), size: SIZES.line, fill: quiet, weight: 400 },
  ];
  for (const { text, size, fill, weight } of texts) {
    for (const line of lines(text, width - 2 * EDGE, (part) => measure(part, size, weight) / SPARE)) {
      y += size + 5;
      const look = { x: EDGE, y, "font-size": size, "font-weight": weight, fill };
      body.push(`<text${attributes(look)}>${escaped(line)}</text>`);
    }
  }
  return { height: y + 10 - top, body: [`<g${attributes({ "font-family": theme.font })}>`, ...body, "</g>"] };
}
