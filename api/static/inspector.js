// The index card of what is selected: its facts, each with marks that lead to the passages that state it.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export class Inspector {
  constructor(panel, texts, lang) {
    this.panel = panel;
    this.texts = texts;
    this.lang = lang;
    this.idle = [...panel.childNodes].map((node) => node.cloneNode(true));
    this.asked = 0;
  }

  clear() {
    this.asked += 1;
    this.panel.replaceChildren(...this.idle.map((node) => node.cloneNode(true)));
  }

  async show(node, kind) {
    this.asked += 1;
    const turn = this.asked;
    const head = [
      element("p", { class: "kind" }, kind),
      element("h2", {}, element("a", { href: node.href }, node.label[this.lang])),
      element("p", { class: "quiet" }, Object.values(node.label).find((label) => label !== node.label[this.lang]) ?? ""),
    ];
    this.panel.replaceChildren(...head);
    try {
      const response = await fetch(`${node.href}.json?lang=${this.lang}`, { headers: { accept: "application/json" } });
      if (!response.ok) throw new Error(String(response.status));
      const facts = await response.json();
      if (turn === this.asked) this.panel.replaceChildren(...head, ...this.card(facts, node));
    } catch {
      if (turn === this.asked) this.panel.replaceChildren(...head, element("p", { class: "notice", role: "alert" }, this.texts.textFailed));
    }
  }

  card(facts, node) {
    const numbers = new Map();
    const list = element("dl");
    for (const group of [...facts.names, ...facts.facts]) {
      list.append(element("dt", {}, group.label));
      for (const value of group.values) list.append(this.value(value, numbers));
    }
    const sources = element("p", {}, element("a", { href: `${node.href}#passage-1` }, `${this.texts.textSources} (${numbers.size})`));
    return [list, ...(numbers.size ? [sources] : []), element("p", {}, element("a", { href: node.href }, this.texts.textOpen))];
  }

  value(value, numbers) {
    const shown = value.href ? element("a", { href: value.href, lang: value.lang }, value.text) : element("span", { lang: value.lang }, value.text);
    const marks = value.passages.map((passage) => {
      if (!numbers.has(passage)) numbers.set(passage, numbers.size + 1);
      const path = passage.slice(passage.indexOf("/id/") + 4);
      return element("a", { class: "mark", href: this.address(path), title: path }, String(numbers.get(passage)));
    });
    return element("dd", {}, shown, ...marks);
  }

  address(path) {
    return `${this.panel.ownerDocument.querySelector(".brand").getAttribute("href")}id/${path}`;
  }
}
