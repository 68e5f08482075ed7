// The reader's language: which label is shown, how a text is filled in and how parts of a text are joined.

import { inSnapshot } from "./pinned.js";

/** @type {"en" | "zh"} */
export const lang = globalThis.document?.documentElement.lang.startsWith("zh") ? "zh" : "en";

/** The code that numbers are written by. */
export const LOCALE = { en: "en", zh: "zh-CN" }[lang];

const SEPARATORS = {
  en: { names: ", ", clauses: "; ", sentences: ". " },
  zh: { names: "、", clauses: "；", sentences: "。" },
}[lang];

/**
 * The label in the reader's language, or any that there is.
 * @param {Record<string, string>} labels
 */
export function localized(labels) {
  return labels[lang] || Object.values(labels).find(Boolean) || "";
}

/**
 * A text with its placeholders `{name}` filled in; values are taken literally, whatever signs they hold.
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** @type {Intl.NumberFormat | undefined} Made when it is needed: that takes longer than reading this file. */
let formatter;

/**
 * A number as readers write it.
 * @param {number} value
 */
export function number(value) {
  // Both languages write whole numbers alike: making a formatter takes as long as drawing a thousand things.
  if (Number.isInteger(value) && value >= 0) return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
  formatter ??= new Intl.NumberFormat(LOCALE);
  return formatter.format(value);
}

/**
 * @param {string[]} parts
 * @param {"names" | "clauses" | "sentences"} kind
 */
export function joined(parts, kind) {
  return parts.join(SEPARATORS[kind]);
}

/**
 * The address of the citation of a page as it is now.
 * @param {{ pathname: string, search: string }} address Of the page.
 * @param {string} href The address of its citation as the server wrote it.
 */
export function citing({ pathname, search }, href) {
  return `${href.split("?")[0]}?${new URLSearchParams([["of", pathname + search], ...inSnapshot(search)])}`;
}

/**
 * The address of a page in another language, relative to it.
 * @param {{ search: string, hash: string }} address Of the page as it is now.
 * @param {string} code
 */
export function inLanguage({ search, hash }, code) {
  const asked = new URLSearchParams(search);
  asked.set("lang", code);
  return `?${asked}${hash}`;
}
