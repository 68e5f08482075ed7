// Search as you type, in every search field of a page. The answers come from the server; nothing is kept here.

import { element } from "./elements.js";

const WAIT = 90;

class Search {
  constructor(form) {
    this.form = form;
    this.field = form.querySelector("input");
    this.list = form.querySelector("[role=listbox]");
    this.asked = 0;
    this.at = -1;
    this.field.addEventListener("input", () => this.soon());
    this.field.addEventListener("focus", () => this.list.childElementCount && this.open(true));
    this.field.addEventListener("keydown", (event) => this.key(event));
    form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || this.open(false));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(this.field.value.trim()), WAIT);
  }

  async ask(text) {
    this.asked += 1;
    const turn = this.asked;
    if (!text) {
      this.list.replaceChildren();
      this.open(false);
      return;
    }
    const found = await this.fetched(text);
    if (turn === this.asked) this.show(found);
  }

  async fetched(text) {
    const address = new URL(this.form.action);
    address.search = new URLSearchParams({ q: text, limit: 8, lang: document.documentElement.lang.slice(0, 2) });
    try {
      const response = await fetch(address, { headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      return (await response.json()).results;
    } catch {
      return null;
    }
  }

  show(found) {
    this.at = -1;
    const texts = this.form.dataset;
    if (!found?.length) {
      this.list.replaceChildren(
        element(
          "li",
          { class: "quiet", role: "option", "aria-disabled": "true", "aria-selected": "false" },
          found ? texts.textNone : texts.textFailed,
        ),
      );
    } else {
      this.list.replaceChildren(...found.map((each, place) => this.option(each, place)));
    }
    this.open(true);
  }

  option(each, place) {
    const other = each.matched && each.matched !== each.label ? `${each.matched} · ` : "";
    const about = `${other}${each.facts}`;
    const option = element(
      "li",
      { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" },
      element("span", { lang: each.lang }, each.label),
      element("small", {}, about),
    );
    option.addEventListener("click", () => location.assign(each.href));
    return option;
  }

  open(wanted) {
    this.list.hidden = !wanted;
    this.field.setAttribute("aria-expanded", String(wanted));
    if (!wanted) this.field.removeAttribute("aria-activedescendant");
  }

  key(event) {
    const options = [...this.list.querySelectorAll("li:not([aria-disabled])")];
    if (event.key === "Escape") {
      this.open(false);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(options, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && this.at >= 0 && !this.list.hidden) {
      event.preventDefault();
      options[this.at].click();
    }
  }

  move(options, step) {
    if (!options.length) return;
    this.at = (this.at + step + options.length + (this.at < 0 && step < 0 ? 1 : 0)) % options.length;
    for (const [place, option] of options.entries()) option.setAttribute("aria-selected", String(place === this.at));
    this.field.setAttribute("aria-activedescendant", options[this.at].id);
    options[this.at].scrollIntoView({ block: "nearest" });
  }
}

const all = [...document.querySelectorAll("[data-search]")].map((form) => new Search(form));

// "/" goes to the search from anywhere, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], .cm-editor, .CodeMirror")) return;
  event.preventDefault();
  all.at(-1)?.field.focus();
});
