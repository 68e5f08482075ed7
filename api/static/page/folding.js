// Folding: reduces names and typed texts to what counts when they are compared, as graph/naming/folding.py does on the
// server; the same test holds both to it. Only the server knows the simplified form of traditional characters.

const UNSPACED = "\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const TOKEN = new RegExp(`[${UNSPACED}]+|(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, "gu");
const APOSTROPHE = /(?<=[\p{L}\p{N}])['‘’′`](?=[\p{L}\p{N}])/gu;
const MARKS = /\p{M}|\p{Cf}/gu;
const LETTERS = new Map(
  Object.entries({ æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i", ß: "ss", ς: "σ" }),
);

/**
 * The words of a text without case, accents, width and punctuation; an apostrophe inside a word is left out.
 * @param {string} text
 * @returns {string[]}
 */
export function wordsOf(text) {
  const plain = text.replaceAll(/[ʼ´]/g, "'").normalize("NFKD").toLowerCase().replace(MARKS, "").normalize("NFC");
  const spelled = plain.replace(/\P{ASCII}/gu, (sign) => LETTERS.get(sign) ?? sign);
  return spelled.replace(APOSTROPHE, "").match(TOKEN) ?? [];
}
