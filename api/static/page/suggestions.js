// Suggestions: what the server finds for a text that is being typed.

import { fileOf, isCopy } from "./copy.js";
import { inSnapshot } from "./pinned.js";

/**
 * What is found: things that are called so, or else others with similar names; the words as the server compares them;
 * and questions that the text asks.
 * @typedef {{ results: Suggestion[], suggestions: Suggestion[], words: string[], questions: Asked[], total?: number }} Found
 */
/** @typedef {{ title: string, href: string, facts: string }} Asked */
/** @typedef {{ iri: string, href: string, label: string, lang: string, matched?: string, facts: string, degree?: number }} Suggestion */

const MOST = 8;

/**
 * @param {string | URL} address
 * @param {string} text
 * @param {string[]} kinds Classes that are wanted; none for all.
 * @param {number} limit
 * @returns {Promise<Found | null>} Nothing if the server does not answer.
 */
export async function suggestions(address, text, kinds = [], limit = MOST) {
  if (isCopy()) return inCopy(text, kinds, limit);
  const asked = new URL(address, location.href);
  const lang = document.documentElement.lang.slice(0, 2);
  asked.search = new URLSearchParams([
    ["q", text],
    ["limit", String(limit)],
    ["lang", lang],
    ...kinds.map((kind) => ["kind", kind]),
    ...inSnapshot(),
  ]).toString();
  try {
    const response = await fetch(asked, { headers: { accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/**
 * The same from the index of a copy, which lies beside its page of the search.
 * @param {string} text
 * @param {string[]} kinds
 * @param {number} limit
 * @returns {Promise<Found | null>}
 */
async function inCopy(text, kinds, limit) {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-search]"));
  try {
    const { find } = await import(fileOf("static/bundles/finding.js").href);
    return await find(new URL("names.json", form?.action), text, kinds, limit);
  } catch {
    return null;
  }
}
