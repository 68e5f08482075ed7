// Finding a thing in the network that is drawn, by any of its names.

import { element } from "../page/elements.js";

const MOST = 12;

export class Finder {
  constructor(input, list, { model, texts, onChoose }) {
    Object.assign(this, { input, list, model, texts, onChoose });
    this.found = [];
    this.active = -1;
    input.addEventListener("input", () => this.search());
    input.addEventListener("blur", () => this.close());
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item) this.choose([...list.children].indexOf(item));
    });
  }

  matches(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    const rated = [];
    for (const node of this.model.order) {
      if (this.model.hidden.has(node.id)) continue;
      const names = [this.model.label(node), ...Object.values(node.label), ...(node.names ?? [])];
      const name = names.find((each) => each?.toLowerCase().includes(wanted));
      if (name) rated.push({ node, name, rate: name.toLowerCase().startsWith(wanted) ? 0 : 1 });
    }
    return rated.sort((a, b) => a.rate - b.rate).slice(0, MOST);
  }

  search() {
    this.found = this.matches(this.input.value);
    this.active = this.found.length ? 0 : -1;
    const items = this.found.map(({ node, name }, index) => {
      const label = this.model.label(node);
      const small = name === label ? this.model.kind(node) : `${this.texts.also} ${name}`;
      return element("li", { id: `found-${index}`, role: "option", dir: "auto" }, label, element("small", {}, small));
    });
    const isAsked = Boolean(this.input.value.trim());
    if (!items.length && isAsked)
      items.push(element("li", { class: "quiet", role: "option", "aria-disabled": "true" }, this.texts.none));
    this.list.replaceChildren(...items);
    this.list.hidden = !isAsked;
    this.input.setAttribute("aria-expanded", String(isAsked));
    this.mark();
  }

  mark() {
    for (const [index, item] of [...this.list.children].entries())
      item.setAttribute("aria-selected", String(index === this.active));
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `found-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  choose(index) {
    if (!this.found[index]) return;
    this.input.value = this.model.label(this.found[index].node);
    this.close();
    this.onChoose(this.found[index].node.id);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter") {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.found.length)
        this.active = (this.active + (event.key === "ArrowDown" ? 1 : this.found.length - 1)) % this.found.length;
      this.mark();
    }
  }
}
