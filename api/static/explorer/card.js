// What the inspector fetches, shaped for reading: facts with marks, passages, disagreements, evidence of a link.

import { element, webAddress } from "../page/elements.js";
import { lang, short } from "./model.js";

export class Unanswered extends Error {}

// JSON from the server; says when the data are no longer those that the page was made from.
export class Source {
  constructor(base, snapshot, onChange) {
    this.base = base;
    this.snapshot = snapshot;
    this.onChange = onChange;
  }

  async get(path, parameters = {}) {
    const asked = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...parameters, lang }))
      for (const each of [value].flat()) asked.append(name, each);
    const response = await fetch(`${this.base}${path}?${asked}`, { headers: { accept: "application/json" } }).catch(
      () => null,
    );
    if (!response) throw new Unanswered("");
    const body = await response.json().catch(() => ({}));
    if (!response.ok)
      throw new Unanswered([body.detail, body.hint].filter(Boolean).join(" ") || String(response.status));
    if (this.snapshot && body.snapshot && body.snapshot !== this.snapshot) this.onChange(body.snapshot);
    return body;
  }
}

export class Card {
  constructor(source, texts, model) {
    this.source = source;
    this.texts = texts;
    this.model = model;
    this.numbers = new Map();
  }

  page(iri) {
    return `${this.source.base}id/${short(iri)}`;
  }

  mark(passage) {
    if (!this.numbers.has(passage)) this.numbers.set(passage, this.numbers.size + 1);
    const number = String(this.numbers.get(passage));
    return element(
      "a",
      {
        class: "mark",
        href: `#source-${number}`,
        "data-passage": passage,
        "aria-label": `${this.texts.sources} ${number}`,
      },
      number,
    );
  }

  value(value) {
    const text = value.text || this.texts.untitled;
    const shown = value.href
      ? element("a", { href: value.href, lang: value.lang, "data-thing": value.iri, dir: "auto" }, text)
      : element("span", { lang: value.lang, dir: "auto" }, text);
    return element("dd", {}, shown, ...value.passages.map((passage) => this.mark(passage)));
  }

  async facts(node) {
    const found = await this.source.get(`id/${short(node.id)}.json`);
    const list = element("dl");
    for (const group of [...found.names, ...found.facts])
      list.append(element("dt", {}, group.label), ...group.values.map((value) => this.value(value)));
    return [await this.disagreements(node), list, await this.passages()].filter(Boolean);
  }

  // Each thing that is said on a line of its own with the marks of those who say it; what the atlas follows comes first.
  async disagreements(node) {
    const { rows } = await this.source.get("lookups/disagreements.json", { concerns: node.id });
    if (!rows.length) return null;
    const subjects = new Map();
    for (const row of rows) {
      const text = String(row.value?.label ?? row.value ?? row.source?.label ?? "");
      if (!subjects.has(row.disagreement.iri))
        subjects.set(row.disagreement.iri, { thing: row.disagreement, sides: new Map() });
      const { sides } = subjects.get(row.disagreement.iri);
      const side = sides.get(text) ?? { followed: false, passages: new Set() };
      sides.set(text, { followed: side.followed || row.followed, passages: side.passages.add(row.passage.iri) });
    }
    const list = element("dl");
    for (const { thing, sides } of subjects.values()) {
      list.append(element("dt", {}, element("a", { href: thing.href }, thing.label)));
      for (const [text, { followed, passages }] of sides) {
        const note = followed ? [" ", element("span", { class: "certainty" }, this.texts.followed)] : [];
        list.append(element("dd", {}, text, ...[...passages].map((passage) => this.mark(passage)), ...note));
      }
    }
    return element("section", { class: "disagreement" }, element("h3", {}, this.texts.disagree), list);
  }

  // The passages behind the marks, in the order of their numbers.
  async passages() {
    if (!this.numbers.size) return null;
    const { rows } = await this.source.get("lookups/passages.json", { passage: [...this.numbers.keys()] });
    const known = new Map(rows.map((row) => [row.passage.iri, row]));
    const list = element("ol", { class: "sources" });
    for (const [passage, number] of this.numbers)
      list.append(this.passage(known.get(passage) ?? { passage: { iri: passage } }, number));
    return element("section", {}, element("h3", {}, this.texts.saysSo), list);
  }

  passage(row, number) {
    const item = element("li", { id: `source-${number}`, value: String(number), tabindex: "-1" });
    const certainty = row.certainty ? [" ", element("span", { class: "certainty" }, row.certainty.label)] : [];
    item.append(
      element(
        "a",
        { href: row.source?.href ?? this.page(row.passage.iri) },
        row.source?.label ?? short(row.passage.iri),
      ),
      ...certainty,
    );
    if (row.note) item.append(element("span", { class: "note", dir: "auto" }, row.note));
    item.append(element("a", { class: "quiet", href: this.page(row.passage.iri) }, this.texts.passage));
    const given = row.address?.iri ?? row.address;
    const address = given ? webAddress(given) : null;
    if (address)
      item.append(
        " · ",
        element(
          "a",
          { class: "quiet", href: address.href, rel: "noreferrer nofollow" },
          address.host,
        ),
      );
    return item;
  }

  // Which passages say that two things are linked.
  async evidence(edge) {
    const { rows } = await this.source.get("lookups/statement-evidence.json", {
      subject: edge.from,
      predicate: edge.relation,
      object: edge.to,
    });
    if (!rows.length) return [element("p", { class: "quiet" }, this.texts.nobody)];
    const list = element("ol", { class: "sources" });
    list.append(...rows.map((row, index) => this.passage(row, index + 1)));
    return [element("h3", {}, this.texts.saysSo), list];
  }
}
