// Suggestions: what the server finds for a text that is being typed.

/** @typedef {{ iri: string, href: string, label: string, lang: string, matched?: string, facts: string }} Suggestion */

const MOST = "8";

/**
 * @param {string | URL} address
 * @param {string} text
 * @param {string[]} kinds Classes that are wanted; none for all.
 * @returns {Promise<Suggestion[] | null>} Nothing if the server does not answer.
 */
export async function suggestions(address, text, kinds = []) {
  const asked = new URL(address, location.href);
  const lang = document.documentElement.lang.slice(0, 2);
  asked.search = new URLSearchParams([
    ["q", text],
    ["limit", MOST],
    ["lang", lang],
    ...kinds.map((kind) => ["kind", kind]),
  ]).toString();
  try {
    const response = await fetch(asked, { headers: { accept: "application/json" } });
    return response.ok ? (await response.json()).results : null;
  } catch {
    return null;
  }
}
