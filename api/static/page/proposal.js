// A suggested edit as a file that the desk of a curator opens; nothing is sent anywhere.

import { element, findAll } from "./elements.js";

/**
 * The review that a suggestion is: one cell of one entry, with the words that say so.
 * @param {{kind: string, entry: string, what: string, value: string, words: string, document: string, by: string,
 *   note: string}} said
 */
function proposal({ kind, entry, what, value, words, document, by, note }) {
  const cells = { Entry: entry, [what]: value };
  const said = [by, note].filter(Boolean).join(": ");
  return { document, text: words, note: said, entries: [{ kind, cells, position: [0, Array.from(words).length] }] };
}

for (const each of findAll(document, "[data-proposal]")) {
  const form = /** @type {HTMLFormElement} */ (each);
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const text = (/** @type {string} */ name) => String(given.get(name) ?? "").trim();
    const { proposal: entry = "", kind = "" } = form.dataset;
    const made = proposal({
      kind,
      entry,
      what: text("what"),
      value: text("value"),
      words: text("words"),
      document: text("document"),
      by: text("by"),
      note: text("note"),
    }); // prettier-ignore
    const file = new Blob([JSON.stringify(made, null, 1)], { type: "application/json" });
    const href = URL.createObjectURL(file);
    const link = element("a", { download: `${entry}-proposal.json` });
    link.href = href;
    link.click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  });
}
