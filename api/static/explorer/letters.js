// Letters: how wide texts are, as the sum of their letters, and the forms that a name may take.

export const LONGEST = 60;
const SHORT = 16; // names up to this length stay in one line
/** The most letters that stand in one line, in two and in three. */
const MOST = [40, 60, 84];
/** What a name that has to be there may be cut to where it has no room, the longest first. */
const CUT = [
  { most: 36, rows: 2 },
  { most: 22, rows: 1 },
  { most: 15, rows: 1 },
];
/** What names are known without: what kind of company it is, and what stands in brackets at their end. */
const NEEDLESS = [
  /,?\s+(?:Co\.?,?\s*)?(?:Ltd|Limited|Inc|LLC|PLC|GmbH|Corp)\.?$/i,
  /(?:股份|责任)?有限(?:责任)?公司(?=$|[（(])/,
  /\s*[（(][^（()）]*[)）]\s*$/,
];
const WIDE = 0x2e7f; // from here on signs are as wide as two Latin letters
const [FIRST_HAN, LAST_HAN] = [0x3400, 0x9fff]; // signs that are all alike
const SPACE = 32;

/** What measures a text: the part of a canvas's context that is needed. */
/** @typedef {{ font: string, measureText: (text: string) => { width: number } }} Measure */

/** Gives the width of a sign, by its code point. */
/** @typedef {(sign: number) => number} Ruler */

/** @type {Map<string, Map<number, number>>} Widths of signs, by font. */
const fonts = new Map();

/** The letters of names: their font, and their size in pixels. */
/** @typedef {{ font: string, size: number }} Face */

/**
 * The font of a label, as the `font` of a canvas's context.
 * @param {{ strong?: boolean }} label
 * @param {Face} face
 */
export function letters({ strong }, { font, size }) {
  return `${strong ? "600 " : ""}${size}px ${font}`;
}

/**
 * How high a name is in one line, and what each further line adds, in pixels.
 * @param {Face} face
 */
export function heights({ size }) {
  return { high: Math.round(size * 1.3), line: Math.round(size * 1.23) };
}

/**
 * Measures the signs of a font, each once: measuring every text costs more than all else about names. Kerning makes
 * real texts narrower, hardly ever wider.
 * @param {Measure} context
 * @param {string} font
 * @returns {Ruler}
 */
export function ruler(context, font) {
  const known = fonts.get(font) ?? new Map();
  fonts.set(font, known);
  return (sign) => {
    const key = sign >= FIRST_HAN && sign <= LAST_HAN ? FIRST_HAN : sign;
    const found = known.get(key);
    if (found !== undefined) return found;
    context.font = font;
    const { width } = context.measureText(String.fromCodePoint(key));
    known.set(key, width);
    return width;
  };
}

/**
 * @param {string} text
 * @param {Ruler} measure
 */
export function width(text, measure) {
  let sum = 0;
  for (let at = 0; at < text.length; ) {
    const sign = text.codePointAt(at) ?? 0;
    sum += measure(sign);
    at += sign > 0xffff ? 2 : 1;
  }
  return sum;
}

/**
 * The narrowest that a name can be, in whatever form: never more than the width of the widest line of any.
 * @param {string} label
 * @param {Ruler} measure
 * @param {boolean} isCut Whether it may be cut.
 */
export function narrowest(label, measure, isCut) {
  const text = abridged(label);
  if (length(text) <= SHORT) return width(text, measure);
  if (isCut) return width(shortened(text, CUT[CUT.length - 1].most - 3), measure) / 2;
  return width(text, measure) / MOST.length - 2 * measure(SPACE);
}

/**
 * A name without what it is known without.
 * @param {string} label
 */
export function abridged(label) {
  let text = label;
  for (const pattern of NEEDLESS) text = text.replace(pattern, "");
  return text || label;
}

/** Up to so many letters of a word that is cut are left out: they say nothing. */
const STUMP = 3;

/**
 * A text without the first letters of a word that goes on.
 * @param {string} text
 * @param {string} next What follows it.
 */
function unbroken(text, next) {
  const begin = text.lastIndexOf(" ");
  const isStump = next !== " " && begin > 0 && text.length - begin - 1 <= STUMP;
  return isStump ? text.slice(0, begin) : text;
}

/**
 * A text cut to a length in Latin letters; a Chinese sign counts for two.
 * @param {string} text
 * @param {number} most
 */
export function shortened(text, most) {
  if (text.length * 2 <= most) return text;
  let used = 0;
  for (let at = 0; at < text.length; ) {
    const sign = text.codePointAt(at) ?? 0;
    used += sign > WIDE ? 2 : 1;
    if (used > most) return `${unbroken(text.slice(0, at), text[at]).trimEnd()}…`;
    at += sign > 0xffff ? 2 : 1;
  }
  return text;
}

/**
 * The length of a text in Latin letters.
 * @param {string} text
 */
export function length(text) {
  let used = 0;
  for (let at = 0; at < text.length; ) {
    const sign = text.codePointAt(at) ?? 0;
    used += sign > WIDE ? 2 : 1;
    at += sign > 0xffff ? 2 : 1;
  }
  return used;
}

/** How many letters shorter or longer a line becomes so that no Chinese word is broken. */
const KEPT_WHOLE = 4;
/** @type {Intl.Segmenter | undefined} */
let segmenter;
/** @type {Map<string, Set<number>>} Where the words of a Chinese text begin, by text: finding them takes long. */
const beginnings = new Map();

/** @param {string} text */
function wordsOf(text) {
  let found = beginnings.get(text);
  if (found) return found;
  segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
  found = new Set(Array.from(segmenter.segment(text), ({ index }) => index));
  beginnings.set(text, found);
  return found;
}

/** Signs that no line begins with, and those that none ends with. */
const CLOSING = /[)\]）］】》〉」』、，。：；！？”’…·]/u;
const OPENING = /[([（［【《〈「『“‘]/u;

/**
 * A name in lines of about the same length; Latin words stay whole, and Chinese ones where it costs little.
 * @param {string} text
 * @param {number} rows
 * @returns {string[]}
 */
export function broken(text, rows = 2) {
  /** @type {{ index: number, used: number, cost: number }[]} Where a line may end. */
  const ends = [];
  let [used, index, wasWide, before] = [0, 0, false, ""];
  for (const sign of text) {
    const isWide = (sign.codePointAt(0) ?? 0) > WIDE;
    const mayEnd = sign === " " || ((isWide || wasWide) && !CLOSING.test(sign) && !OPENING.test(before));
    if (index > 0 && mayEnd)
      ends.push({ index, used, cost: sign === " " || wordsOf(text).has(index) ? 0 : KEPT_WHOLE });
    used += isWide ? 2 : 1;
    index += sign.length;
    wasWide = isWide;
    before = sign;
  }
  const lines = [];
  let start = 0;
  for (let row = 1; row < rows; row += 1) {
    const wanted = (used * row) / rows;
    let best = start;
    let least = Infinity;
    for (const { index: end, used: before, cost } of ends)
      if (end > start && Math.abs(before - wanted) + cost < least)
        [best, least] = [end, Math.abs(before - wanted) + cost];
    if (best > start) lines.push(text.slice(start, best).trim());
    start = best;
  }
  return [...lines, text.slice(start).trim()];
}

/**
 * A text whole, in each number of lines that it fits into.
 * @param {string} text
 * @returns {Iterable<string[]>}
 */
function* whole(text) {
  const long = length(text);
  if (long <= SHORT) {
    yield [text];
    return;
  }
  if (long <= MOST[1]) yield broken(text, 2);
  if (long <= MOST[0]) yield [text];
  if (long > 2 * SHORT && long <= MOST[2]) yield broken(text, 3);
}

/**
 * The forms of a name to try, the best first: whole in up to three lines, then without what it is known without.
 * @param {string} label
 * @param {boolean} isCut Whether it may be cut where it has no room else.
 * @returns {Iterable<string[]>}
 */
export function* forms(label, isCut) {
  yield* whole(label);
  const text = abridged(label);
  if (text !== label) yield* whole(text);
  if (!isCut || length(text) <= SHORT) return;
  for (const { most, rows } of CUT) {
    const cut = shortened(text, most);
    if (cut !== text) yield rows === 2 ? broken(cut) : [cut];
  }
}
