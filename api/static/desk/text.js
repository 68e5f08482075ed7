// The text of an announcement: positions in code points, and the words of each claim marked.

import { element } from "../page/elements.js";

/**
 * @typedef {import("./model.js").Span} Span
 * @typedef {{place: string, kind: string, span: Span}} Marked
 */

/** A text in which positions count code points, as in the data; scripts count UTF-16 code units. */
export class Text {
  /** @param {string} raw */
  constructor(raw) {
    this.raw = raw;
    /** @type {string | string[]} */
    this.points = /[\ud800-\udfff]/.test(raw) ? Array.from(raw) : raw;
  }

  get length() {
    return this.points.length;
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  slice(start, end) {
    const part = this.points.slice(start, end);
    return typeof part === "string" ? part : part.join("");
  }

  /**
   * The number of code points before a place that scripts give.
   * @param {number} units
   */
  position(units) {
    return typeof this.points === "string" ? units : Array.from(this.raw.slice(0, units)).length;
  }

  /**
   * Where words stand: at the place that is nearest to another one; null where they do not.
   * @param {string} words
   * @param {number} near
   * @returns {Span | null}
   */
  find(words, near) {
    const wanted = words.trim();
    if (!wanted) return null;
    const pattern = wanted
      .split(/\s+/)
      .map((each) => each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("\\s+"); // prettier-ignore
    /** @type {Span | null} */
    let best = null;
    for (const match of this.raw.matchAll(new RegExp(pattern, "giu"))) {
      const start = this.position(match.index);
      if (!best || Math.abs(start - near) < Math.abs(best[0] - near))
        best = [start, start + Array.from(match[0]).length];
    }
    return best;
  }
}

/**
 * Spans as parts that do not overlap: where several claims have the same words, all their places.
 * @param {Marked[]} marked
 * @param {number} length
 * @returns {{start: number, end: number, of: Marked[]}[]}
 */
export function parts(marked, length) {
  const known = marked.filter(({ span }) => span[0] >= 0 && span[0] < span[1] && span[1] <= length);
  const borders = [...new Set([0, length, ...known.flatMap(({ span }) => span)])].sort((a, b) => a - b);
  const sorted = [...known].sort((a, b) => a.span[0] - b.span[0]);
  const found = [];
  /** @type {Marked[]} */
  let open = [];
  let next = 0;
  for (const [at, start] of borders.slice(0, -1).entries()) {
    open = open.filter(({ span }) => span[1] > start);
    while (next < sorted.length && sorted[next].span[0] <= start) open.push(sorted[next++]);
    found.push({ start, end: borders[at + 1], of: [...open] });
  }
  return found;
}

/**
 * Writes a text into a pane with its claims marked.
 * @param {HTMLElement} pane
 * @param {Text} text
 * @param {Marked[]} marked
 * @param {string} current Place of the application that is looked at.
 */
export function render(pane, text, marked, current) {
  const nodes = parts(marked, text.length).map(({ start, end, of }) => {
    const words = text.slice(start, end);
    const claims = of.filter(({ kind }) => kind !== "unread");
    if (!of.length) return words;
    const isCurrent = claims.some(({ place }) => current && (place === current || place.startsWith(`${current}/`)));
    const kind = claims.at(-1)?.kind ?? "unread";
    return element(
      "mark",
      { class: `${kind}${isCurrent ? " current" : ""}`, "data-place": claims.at(-1)?.place },
      words,
    );
  });
  pane.replaceChildren(...nodes);
}

/**
 * Scrolls a pane, and not the page, so that a mark can be seen in it.
 * @param {HTMLElement} pane
 * @param {Element | null} mark
 */
export function reveal(pane, mark) {
  if (!mark) return;
  const [words, frame] = [mark.getBoundingClientRect(), pane.getBoundingClientRect()];
  pane.scrollTop += words.top - frame.top - Math.max(0, (pane.clientHeight - words.height) / 2);
}

/**
 * The position of what is selected in a pane; null where nothing is.
 * @param {HTMLElement} pane
 * @param {Text} text
 * @returns {Span | null}
 */
export function selected(pane, text) {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!pane.contains(range.startContainer) || !pane.contains(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(pane);
  before.setEnd(range.startContainer, range.startOffset);
  const start = before.toString().length;
  const words = range.toString();
  const begin = start + words.length - words.trimStart().length;
  const end = begin + words.trim().length;
  return begin < end ? [text.position(begin), text.position(end)] : null;
}
