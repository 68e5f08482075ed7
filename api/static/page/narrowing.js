// Fields that narrow a list of links to those with all the words that are typed.

import { findAll } from "./elements.js";

/** @param {string} text */
const plain = (text) => text.normalize("NFKC").toLocaleLowerCase();

/**
 * Shows the entries with all words, and the groups that have such; without words, all entries, and groups as they were.
 * @param {HTMLElement} list
 * @param {string} text
 * @param {Set<Element>} open The groups that the reader has unfolded.
 */
function narrow(list, text, open) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  for (const entry of findAll(list, "li")) {
    const own = plain(`${entry.textContent} ${entry.dataset.words ?? ""}`);
    entry.hidden = !words.every((word) => own.includes(word));
  }
  for (const group of findAll(list, "details")) {
    group.hidden = Boolean(words.length) && !group.querySelector("li:not([hidden])");
    group.toggleAttribute("open", words.length ? !group.hidden : open.has(group));
  }
  const none = list.querySelector("[data-none]");
  none?.toggleAttribute("hidden", !words.length || Boolean(list.querySelector("li:not([hidden])")));
}

for (const list of findAll(document, "[data-narrowed]")) {
  const label = list.querySelector("label");
  const field = list.querySelector("input");
  if (!label || !field) continue;
  label.hidden = false;
  /** @type {Set<Element>} */
  let open = new Set();
  field.addEventListener("input", ({ target }) => {
    const { value } = /** @type {HTMLInputElement} */ (target);
    if (!list.dataset.words) open = new Set(list.querySelectorAll("details[open]"));
    list.dataset.words = value.trim();
    narrow(list, value, open);
  });
}
