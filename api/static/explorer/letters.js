// Letters: how wide texts are, as the sum of their letters, and the forms that a name may take.

/** Size of the letters in pixels. */
export const SIZE = 13;
/** From one line of a name to the next. */
export const LINE = 16;
/** Height of a name in one line. */
export const HEIGHT = 17;
export const LONGEST = 60;
const SHORT = 16; // names up to this length stay in one line
const SHORTEST = 10; // length that a name may be cut to in one line
/** Lengths that a name may be cut to, in one line or two, the best first. */
const FORMS = [
  { most: LONGEST, rows: 2 },
  { most: 40, rows: 1 },
  { most: 36, rows: 2 },
  { most: 22, rows: 1 },
  { most: 15, rows: 1 },
  { most: SHORTEST, rows: 1 },
];
const WIDE = 0x2e7f; // from here on signs are as wide as two Latin letters
const [FIRST_HAN, LAST_HAN] = [0x3400, 0x9fff]; // signs that are all alike
const [SPACE, DOTS] = [32, 0x2026];

/** What measures a text: the part of a canvas's context that is needed. */
/** @typedef {{ font: string, measureText: (text: string) => { width: number } }} Measure */

/** Gives the width of a sign, by its code point. */
/** @typedef {(sign: number) => number} Ruler */

/** @type {Map<string, Map<number, number>>} Widths of signs, by font. */
const fonts = new Map();

/**
 * The font of a label, as the `font` of a canvas's context.
 * @param {{ strong?: boolean }} label
 * @param {string} font
 */
export function letters({ strong }, font) {
  return `${strong ? "600 " : ""}${SIZE}px ${font}`;
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
 * @param {string} text
 * @param {Ruler} measure
 */
export function narrowest(text, measure) {
  let [sum, used, cut, most] = [0, 0, Infinity, Infinity];
  for (let at = 0; at < text.length; ) {
    const sign = text.codePointAt(at) ?? 0;
    used += sign > WIDE ? 2 : 1;
    if (used > SHORTEST && cut === Infinity) cut = sum;
    if (used > 36 && most === Infinity) most = sum;
    sum += measure(sign);
    at += sign > 0xffff ? 2 : 1;
  }
  const space = measure(SPACE);
  const inOne = cut === Infinity ? sum : Math.min(sum, cut - space + measure(DOTS));
  return used > SHORT ? Math.min(inOne, (Math.min(sum, most) - 2 * space) / 2) : inOne;
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
    if (used > most) return `${text.slice(0, at).trimEnd()}…`;
    at += sign > 0xffff ? 2 : 1;
  }
  return text;
}

/** @param {string} text */
function length(text) {
  let used = 0;
  for (let at = 0; at < text.length; ) {
    const sign = text.codePointAt(at) ?? 0;
    used += sign > WIDE ? 2 : 1;
    at += sign > 0xffff ? 2 : 1;
  }
  return used;
}

/**
 * A name in two lines of about the same length; Latin words stay whole.
 * @param {string} text
 * @returns {string[]}
 */
export function broken(text) {
  const half = length(text) / 2;
  let [best, least, used, index] = [0, Infinity, 0, 0];
  for (const sign of text) {
    const isWide = (sign.codePointAt(0) ?? 0) > WIDE;
    const isBreak = index > 0 && (sign === " " || isWide);
    if (isBreak && Math.abs(used - half) < least) [best, least] = [index, Math.abs(used - half)];
    used += isWide ? 2 : 1;
    index += sign.length;
  }
  return best ? [text.slice(0, best).trimEnd(), text.slice(best).trimStart()] : [text];
}

/**
 * The forms of a name to try, the best first: whole in one line or two, then cut.
 * @param {string} label
 * @returns {Iterable<string[]>}
 */
export function* forms(label) {
  const seen = new Set();
  if (length(label) <= SHORT) {
    seen.add(label);
    yield [label];
  }
  for (const { most, rows } of FORMS) {
    const text = shortened(label, most);
    const lines = rows === 2 && length(text) > SHORT ? broken(text) : [text];
    const key = lines.join("\n");
    if (!seen.has(key)) yield lines;
    seen.add(key);
  }
}
