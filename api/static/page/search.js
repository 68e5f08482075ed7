// Search as you type, in every search field of a page. The answers come from the server; nothing is kept here.

import { Combobox } from "./combobox.js";
import { isComposing, whenTyped } from "./composition.js";
import { control, element, find, findAll, leave, within } from "./elements.js";
import { suggestions } from "./suggestions.js";

const WAIT = 90;

class Search {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.field = control(form, "input");
    this.list = find(form, "[role=listbox]");
    this.requests = 0;
    /** @type {{ href: string }[]} */
    this.found = [];
    this.combobox = new Combobox(this.field, this.list, (index) => leave(this.found[index].href));
    whenTyped(this.field, () => this.soon());
    this.field.addEventListener("focus", () => this.list.childElementCount && this.combobox.open(true));
    form.addEventListener("focusout", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && form.contains(relatedTarget))) this.combobox.open(false);
    });
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(this.field.value.trim()), WAIT);
  }

  /** @param {string} text */
  async search(text) {
    this.requests += 1;
    const request = this.requests;
    if (!text) {
      this.combobox.clear();
      return;
    }
    const found = await suggestions(this.form.action, text);
    if (request === this.requests) this.show(found);
  }

  /** @param {import("./suggestions.js").Found | null} found */
  show(found) {
    const { textNone, textFailed, textGuesses, textQuestion = "" } = this.form.dataset;
    const isGuess = !found?.results.length && Boolean(found?.suggestions.length);
    const things = (isGuess ? found?.suggestions : found?.results) ?? [];
    const questions = found?.questions ?? [];
    this.found = [...questions, ...things];
    const contents = [
      ...questions.map(({ title, facts }) => [element("span", {}, title), element("small", {}, facts || textQuestion)]),
      ...things.map(({ label, lang, matched, facts }) => {
        const other = matched && matched !== label ? `${matched} · ` : "";
        return [element("span", { lang }, label), element("small", {}, `${other}${facts}`)];
      }),
    ];
    this.combobox.show(contents, {
      none: found ? textNone : textFailed,
      title: isGuess && !questions.length ? textGuesses : "",
    });
  }
}

const all = findAll(document, "[data-search]").map((form) => new Search(/** @type {HTMLFormElement} */ (form)));

// "/" goes to the search from anywhere, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  if (
    !all.length ||
    event.key !== "/" ||
    isComposing(event) ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.defaultPrevented
  )
    return;
  if (within(event, "input, textarea, select, [contenteditable], .cm-editor, .CodeMirror")) return;
  event.preventDefault();
  all.at(-1)?.field.focus();
});
