// What the inspector shows in a copy as files, where no server answers: facts and passages of the pages of things.

import { Unanswered } from "../explorer/source.js";
import { element, findAll } from "../page/elements.js";
import { fill, localized } from "../page/language.js";

/** @import { Edge, Node as Thing, Texts } from "../explorer/types.d.ts" */
/** @import { Model } from "../explorer/model.js" */

/** Values of a property that a panel has room for; the page has all of them. */
const MOST = 40;

/** @type {Map<string, Promise<Document>>} */
const pages = new Map();

/** @param {string} href */
function opened(href) {
  const address = new URL(href, location.href).href;
  const found = pages.get(address) ?? fetched(address);
  pages.set(address, found);
  found.catch(() => pages.delete(address));
  return found;
}

/** @param {string} address */
async function fetched(address) {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) throw new Unanswered(response ? String(response.status) : "");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const link of findAll(page, "main a[href]")) {
    const href = link.getAttribute("href") ?? "";
    if (!href.startsWith("#")) link.setAttribute("href", new URL(href, address).href);
    else link.setAttribute("href", href.replace("#passage-", "#source-"));
  }
  for (const item of findAll(page, "[id^=passage-]")) {
    item.id = item.id.replace("passage-", "source-");
    item.tabIndex = -1;
  }
  return page;
}

/**
 * The passages of a page, or those that some marks lead to.
 * @param {Document} page
 * @param {Texts} texts
 * @param {HTMLElement[] | null} marks
 */
function sources(page, texts, marks = null) {
  const wanted = marks && new Set(marks.map((mark) => mark.getAttribute("href")));
  const items = findAll(page, "ol.passages > li").filter((item) => !wanted || wanted.has(`#${item.id}`));
  const list = element("ol", { class: "sources" }, ...items.map((item) => item.cloneNode(true)));
  return items.length ? [element("section", {}, element("h3", {}, texts.saysSo), list)] : [];
}

/**
 * The lines of a page that name another thing, each with the title above it.
 * @param {Document} page
 * @param {string} href
 */
function lines(page, href) {
  const address = new URL(href, location.href).href;
  return findAll(page, "dl.facts li").flatMap((item) => {
    const isMeant = findAll(item, "a[href]:not(.mark)").some((link) => link.getAttribute("href") === address);
    const title = item.closest("dd")?.previousElementSibling?.textContent ?? "";
    return isMeant ? [{ title, marks: findAll(item, ".mark") }] : [];
  });
}

export class PageCard {
  /**
   * @param {Model} model
   * @param {Texts} texts
   * @param {(iri: string) => string} pageOf The address of the page of a thing that is not drawn.
   */
  constructor(model, texts, pageOf) {
    this.model = model;
    this.texts = texts;
    this.pageOf = pageOf;
    /** @type {Map<string, HTMLElement>} Passages that marks lead to, by their words, in the order of their numbers. */
    this.quoted = new Map();
  }

  /** @param {string} iri */
  href(iri) {
    return this.model.nodes.get(iri)?.href ?? this.pageOf(iri);
  }

  /**
   * @param {Thing} node
   * @returns {Promise<HTMLElement[]>}
   */
  async facts(node) {
    const page = await opened(node.href);
    const list = element("dl");
    for (const title of findAll(page, "dl.facts > dt")) {
      const values = findAll(title.nextElementSibling ?? title, "li").slice(0, MOST);
      const shown = values.map((value) =>
        element("dd", {}, ...[...value.childNodes].map((each) => each.cloneNode(true))),
      );
      list.append(element("dt", {}, title.textContent ?? ""), ...shown);
    }
    return [list, ...sources(page, this.texts)];
  }

  /** @returns {Promise<string[]>} Those that work with it are on its page. */
  async partners() {
    return [];
  }

  /**
   * @param {Edge} edge
   * @returns {Promise<HTMLElement[]>}
   */
  async evidence(edge) {
    const { page, marks } = await this.cited(edge);
    const said = marks.length ? sources(page, this.texts, marks) : [];
    return said.length ? said : [element("p", { class: "quiet" }, this.texts.nobody)];
  }

  /**
   * The page of the thing that a link starts from, and the marks there of the passages that make the link.
   * @param {Edge} edge
   */
  async cited(edge) {
    const page = await opened(this.href(edge.from));
    const label = localized(this.model.lookOfEdge(edge).label);
    const found = lines(page, this.href(edge.to));
    const own = found.filter(({ title }) => title === label);
    return { page, marks: (own.length ? own : found).flatMap((line) => line.marks) };
  }

  /**
   * The marks of the passages that make a link of a path, numbered along the path.
   * @param {Edge} edge
   */
  async marksOf(edge) {
    const { page, marks } = await this.cited(edge);
    const items = marks.map((mark) => page.querySelector(mark.getAttribute("href") ?? ""));
    return items.filter((item) => item !== null).map((item) => this.mark(/** @type {HTMLElement} */ (item)));
  }

  /** @param {HTMLElement} item The line of a passage on a page. */
  mark(item) {
    const said = item.textContent ?? "";
    if (!this.quoted.has(said)) this.quoted.set(said, /** @type {HTMLElement} */ (item.cloneNode(true)));
    const number = String([...this.quoted.keys()].indexOf(said) + 1);
    const attributes = { class: "mark", href: `#source-${number}`, "aria-label": `${this.texts.sources} ${number}` };
    return element("a", attributes, number);
  }

  /** The passages behind the marks of a path. */
  async passages() {
    if (!this.quoted.size) return null;
    const list = element("ol", { class: "sources" });
    for (const [index, item] of [...this.quoted.values()].entries()) {
      item.id = `source-${index + 1}`;
      item.setAttribute("value", String(index + 1));
      list.append(item);
    }
    return element("section", {}, element("h3", {}, this.texts.saysSo), list);
  }

  /**
   * @param {Edge} edge
   * @param {(application: string) => string} title
   * @returns {Promise<HTMLElement[]>}
   */
  async shared({ from, to, through = [] }, title) {
    const list = element("dl");
    for (const application of through) {
      const href = this.href(application);
      const page = await opened(href);
      list.append(element("dt", {}, element("a", { href }, title(application))));
      for (const iri of [from, to])
        for (const line of lines(page, this.href(iri))) {
          const institution = this.model.label(this.model.node(iri));
          list.append(element("dd", {}, fill(this.texts.roles, { institution, role: line.title })));
        }
    }
    return [element("h3", {}, this.texts.through), list];
  }
}
