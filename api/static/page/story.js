// The story that a reader makes: the query of its address, kept in this browser from page to page.

const KEY = "story";

/** @returns {string} The query of the story's address, without steps where there is none. */
export function story() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // where nothing may be kept
  }
}

/** @param {string} search */
export function keep(search) {
  try {
    localStorage.setItem(KEY, search);
  } catch {
    // a story that cannot be kept still has its address
  }
}

/**
 * A story with one more step.
 * @param {string} search
 * @param {string} at Path and query of the step.
 * @param {string} say
 */
export function told(search, at, say) {
  const asked = new URLSearchParams(search);
  asked.append("say", say);
  asked.append("at", at);
  return { search: `?${asked}`, number: asked.getAll("at").length };
}

if (globalThis.document?.querySelector("h1[data-story]")) keep(location.search);
