// Suggests names of things in a form's field. The field stays a plain text field; the list is the browser's own.

import { element } from "./elements.js";

const WAIT = 120;

class Picker {
  constructor(field, number) {
    this.field = field;
    this.list = element("datalist", { id: `picked-${number}` });
    field.after(this.list);
    field.setAttribute("list", this.list.id);
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.suggest(field.value.trim()), WAIT);
    });
  }

  async suggest(text) {
    if (!text) return;
    const address = new URL(this.field.dataset.picker, location.href);
    const kinds = this.field.dataset.kinds
      .split(" ")
      .filter(Boolean)
      .map((kind) => ["kind", kind]);
    address.search = new URLSearchParams([
      ["q", text],
      ["limit", "8"],
      ["lang", document.documentElement.lang.slice(0, 2)],
      ...kinds,
    ]);
    const response = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
    if (!response?.ok || this.field.value.trim() !== text) return;
    const { results } = await response.json();
    this.list.replaceChildren(
      ...results.map((each) => element("option", { value: each.iri.split("/id/").at(-1), label: each.label })),
    );
  }
}

for (const [number, field] of document.querySelectorAll("[data-picker]").entries()) new Picker(field, number);
