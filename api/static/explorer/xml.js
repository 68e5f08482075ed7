// Text as XML, for pictures that are saved.

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, section 2.2, allows none of these.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** @param {number} value */
export function rounded(value) {
  return Math.round(value * 100) / 100;
}

/**
 * A text as XML.
 * @param {string} text
 */
export function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(FORBIDDEN, "");
}

/**
 * The attributes of an element; those without a value are left out.
 * @param {Record<string, string | number | undefined>} values
 */
export function attributes(values) {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(typeof value === "number" ? rounded(value) : value))}"`)
    .join("");
}
