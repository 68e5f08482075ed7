// What the inspector fetches, shaped for reading: facts with marks, passages, disagreements, evidence of a link.

import { element, webAddress } from "../page/elements.js";
import { fill } from "../page/language.js";
import { pageOf, short } from "../page/things.js";
import { Unanswered } from "./source.js";

/** @import { DisagreementRow, Edge, Group, InvolvementRow, Node as Thing } from "./types.d.ts" */
/** @import { PassageRow, Texts, Value } from "./types.d.ts" */
/** @import { Source } from "./source.js" */

/**
 * Rows of disagreements by disagreement.
 * @param {DisagreementRow[]} rows
 */
function byDisagreement(rows) {
  /** @type {Map<string, DisagreementRow[]>} */
  const found = new Map();
  for (const row of rows) found.set(row.disagreement.iri, [...(found.get(row.disagreement.iri) ?? []), row]);
  return [...found.values()];
}

/**
 * Passages by institution and role.
 * @param {InvolvementRow[]} rows
 * @param {string} roles How institution and role are written.
 */
function byRole(rows, roles) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { unit, role, passage } of rows) {
    const text = fill(roles, { institution: unit.label, role: role.label });
    found.set(text, [...(found.get(text) ?? []), ...(passage ? [passage.iri] : [])]);
  }
  return found;
}

/**
 * Nothing in place of a refused answer, such as for a thing that the question does not take.
 * @param {unknown} error
 */
function refused(error) {
  if (error instanceof Unanswered) return null;
  throw error;
}

export class Card {
  /**
   * @param {Source} source
   * @param {Texts} texts
   */
  constructor(source, texts) {
    this.source = source;
    this.texts = texts;
    /** @type {Map<string, number>} Numbers of the marks, by passage. */
    this.numbers = new Map();
  }

  /** @param {string} iri */
  page(iri) {
    return `${this.source.base}${pageOf(iri)}`;
  }

  /** @param {string} passage */
  mark(passage) {
    const number = String(this.numbers.get(passage) ?? this.numbers.size + 1);
    this.numbers.set(passage, Number(number));
    const label = `${this.texts.sources} ${number}`;
    const attributes = { class: "mark", href: `#source-${number}`, "data-passage": passage, "aria-label": label };
    return element("a", attributes, number);
  }

  /** @param {Value} value */
  value({ text, href, lang, iri, passages }) {
    const shown = text || this.texts.untitled;
    const name = href
      ? element("a", { href, lang, "data-thing": iri, dir: "auto" }, shown)
      : element("span", { lang, dir: "auto" }, shown);
    return element("dd", {}, name, ...passages.map((passage) => this.mark(passage)));
  }

  /**
   * @param {Thing} node
   * @returns {Promise<HTMLElement[]>}
   */
  async facts(node) {
    /** @type {{ names: Group[], facts: Group[] }} */
    const found = await this.source.get("id", { iri: node.id });
    const list = element("dl");
    for (const { label, values } of [...found.facts, ...found.names])
      list.append(element("dt", {}, label), ...values.map((value) => this.value(value)));
    return [await this.disagreements(node), list, await this.passages()].filter((part) => part !== null);
  }

  /**
   * Those that an institution works with, as the question says, whatever is drawn: who shares most comes first.
   * @param {Thing} node
   * @returns {Promise<string[]>}
   */
  async partners(node) {
    /** @type {{ rows: { partner: Thing & { label: string } }[] } | null} */
    const found = await this.source.get("lookups/who-works-with-whom.json", { institution: node.id }).catch(refused);
    return found?.rows.map(({ partner }) => partner.label) ?? [];
  }

  /**
   * The applications that two institutions share, each with what makes either take part in it.
   * @param {Edge} edge
   * @param {(application: string) => string} title
   * @returns {Promise<HTMLElement[]>}
   */
  async shared({ from, to, through = [] }, title) {
    /** @type {{ rows: InvolvementRow[] }} */
    const { rows } = await this.source.get("lookups/involvement-evidence.json", {
      application: through,
      institution: [from, to],
    });
    const list = element("dl");
    for (const application of through) {
      list.append(element("dt", {}, element("a", { href: this.page(application) }, title(application))));
      const own = rows.filter(({ application: { iri }, unit }) => iri === application && [from, to].includes(unit.iri));
      for (const [text, passages] of byRole(own, this.texts.roles))
        list.append(element("dd", {}, text, ...passages.map((passage) => this.mark(passage))));
    }
    const sources = await this.passages();
    return [element("h3", {}, this.texts.through), list, ...(sources ? [sources] : [])];
  }

  /**
   * What sources disagree about: each statement on a line with the marks of the passages that make it; what the atlas
   * follows comes first.
   * @param {Thing} node
   */
  async disagreements(node) {
    /** @type {{ rows: DisagreementRow[] }} */
    const { rows } = await this.source.get("lookups/disagreements.json", { concerns: node.id });
    if (!rows.length) return null;
    const list = element("dl");
    for (const sides of byDisagreement(rows)) {
      const [{ disagreement }] = sides;
      list.append(element("dt", {}, element("a", { href: disagreement.href }, disagreement.label)));
      for (const { value, sources, followed, passages } of sides) {
        const said = value && typeof value === "object" ? value.label : value;
        const text = String(said ?? sources[0]?.label ?? "");
        const marks = passages.map(({ iri }) => this.mark(iri));
        const note = followed ? [" ", element("span", { class: "certainty" }, this.texts.followed)] : [];
        list.append(element("dd", {}, text, ...marks, ...note));
      }
    }
    return element("section", { class: "disagreement" }, element("h3", {}, this.texts.disagree), list);
  }

  // The passages behind the marks, in the order of their numbers.
  async passages() {
    if (!this.numbers.size) return null;
    /** @type {{ rows: PassageRow[] }} */
    const { rows } = await this.source.get("lookups/passages.json", { passage: [...this.numbers.keys()] });
    const known = new Map(rows.map((row) => [row.passage.iri, row]));
    const list = element("ol", { class: "sources" });
    const unknown = { source: null, certainty: null, note: null, address: null };
    for (const [iri, number] of this.numbers)
      list.append(this.passage(known.get(iri) ?? { passage: { iri }, ...unknown }, number));
    return element("section", {}, element("h3", {}, this.texts.saysSo), list);
  }

  /**
   * @param {PassageRow} row
   * @param {number} number
   */
  passage({ passage, source, certainty, note, address }, number) {
    const place = { id: `source-${number}`, value: String(number), tabindex: "-1", "data-sentence": passage.iri };
    const item = element("li", place);
    const page = this.page(passage.iri);
    item.append(element("a", { href: source?.href ?? page }, source?.label ?? short(passage.iri)));
    if (certainty) item.append(" ", element("span", { class: "certainty" }, certainty.label));
    if (note) item.append(element("span", { class: "note", dir: "auto" }, note));
    item.append(element("a", { class: "quiet", href: page }, this.texts.passage));
    const given = typeof address === "string" ? address : address?.iri;
    const link = given ? webAddress(given) : null;
    if (link) {
      const attributes = { class: "quiet", href: link.href, rel: "noreferrer nofollow" };
      item.append(" · ", element("a", attributes, link.host));
    }
    return item;
  }

  /**
   * The marks of the passages that make a link; none where it is derived.
   * @param {Edge} edge
   */
  async marksOf({ from, relation, to }) {
    /** @type {{ rows: PassageRow[] }} */
    const { rows } = await this.source.get("lookups/statement-evidence.json", {
      ...{ subject: from, predicate: relation, object: to },
    });
    return rows.map(({ passage }) => this.mark(passage.iri));
  }

  /**
   * Which passages say that two things are linked.
   * @param {Edge} edge
   * @returns {Promise<HTMLElement[]>}
   */
  async evidence({ from, relation, to }) {
    const parameters = { subject: from, predicate: relation, object: to };
    /** @type {{ rows: PassageRow[] }} */
    const { rows } = await this.source.get("lookups/statement-evidence.json", parameters);
    if (!rows.length) return [element("p", { class: "quiet" }, this.texts.nobody)];
    const items = rows.map((row, index) => this.passage(row, index + 1));
    return [element("h3", {}, this.texts.saysSo), element("ol", { class: "sources" }, ...items)];
  }
}
