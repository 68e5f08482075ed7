// The very words of passages, from the copies of documents that whoever runs the server keeps; only on their own machine.

import { element, findAll } from "./elements.js";

/** @typedef {{before: string, words: string, after: string, copy: string}} Sentence */

const { sentences: address, inCopy: label } = document.documentElement.dataset;
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Asks for the words of all passages that are shown and were not asked for yet. */
async function show() {
  const places = findAll(document, "[data-sentence]").map((place) => ({
    place,
    passage: place.dataset.sentence ?? "",
  }));
  if (!places.length) return;
  for (const { place } of places) place.removeAttribute("data-sentence");
  const body = JSON.stringify([...new Set(places.map(({ passage }) => passage))]);
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const answer = await fetch(address ?? "", { method: "POST", headers, body });
  if (!answer.ok) return;
  /** @type {Record<string, Sentence>} */
  const found = await answer.json();
  for (const { place, passage } of places) {
    if (!found[passage]) continue;
    place.append(quoted(found[passage]));
    place.closest("details")?.setAttribute("open", "");
  }
}

/** @param {Sentence} sentence */
function quoted({ before, words, after, copy }) {
  const made = element("blockquote", { class: "sentence", dir: "auto" }, before, element("mark", {}, words), after);
  made.append(element("small", {}, ` ${label}: ${copy}`));
  return made;
}

function soon() {
  show().catch(() => {}); // the page stands without them
}

if (address && LOCAL.test(location.hostname)) {
  soon();
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
}
