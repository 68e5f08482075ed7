// The explorer: the state of a network on a page, and what follows from it in the view, the index card, the address.

import { isCopy } from "../page/copy.js";
import { button, control, data, find, findAll, leave } from "../page/elements.js";
import { fill } from "../page/language.js";
import { short } from "../page/things.js";
import { Address, filters, read, written } from "./address.js";
import { Downloads } from "./downloads.js";
import { edgeName } from "./emphasis.js";
import { Expansion, isOfSame } from "./expansion.js";
import { Filters } from "./filters.js";
import { Groups } from "./groups.js";
import { Inspector } from "./inspector.js";
import { listen, next, shortcuts } from "./keyboard.js";
import { Measures } from "./measures.js";
import { Messages, summary } from "./messages.js";
import { Paths } from "./paths.js";
import { printing } from "./print.js";
import { alternative } from "./route.js";
import { Sheets } from "./sheets.js";
import { Source } from "./source.js";
import { shownPart, written as standing, withoutPlace } from "./standing.js";
import { View } from "./view.js";

/** @import { State } from "./types.d.ts" */

const MOST_PICKED = 200; // things that an address can name
const INSPECTED = /** @type {const} */ (["sel", "edge", "pin", "open", "pick", "from", "to", "via", "path"]);

export class Explorer {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.texts = data(section, "[data-texts]");
    this.page = /** @type {HTMLElement | null} */ (section.closest("[data-explore]"));
    this.isKept = section.hasAttribute("data-address");
    /** @type {HTMLElement | undefined} */
    this.fitting = undefined;
    this.snapshot = this.page?.dataset.snapshot ?? "";
    this.address = new Address(this.isKept);
    this.state = read(this.isKept || section.classList.contains("embedded-viewer") ? location.search : "");
    this.messages = new Messages(section, this.texts);
    this.source = new Source(section.dataset.base ?? "", this.snapshot, () => this.messages.changed());
    this.view = this.makeView();
    this.inspector = this.makeInspector();
    this.paths = this.makePaths();
    this.expansion = this.makeExpansion();
    this.measures = new Measures(this.source);
    const now = { model: () => this.model, state: () => this.state, filters: () => this.filters };
    this.groups = new Groups({ ...now, texts: this.texts });
    this.wire();
    this.view.part("waiting")?.remove();
  }

  /** Draws the network; the section says when it is drawn. */
  async start() {
    await this.render(null);
    this.section.dataset.drawn = "true";
  }

  get model() {
    return this.view.model;
  }

  get selected() {
    return this.view.selected(this.state);
  }

  get path() {
    const found = this.expansion.path(this.state);
    return found && alternative(found, Number(this.state.path) || 0);
  }

  /** Whether groups can be opened: the server draws what is in them. */
  get opensGroups() {
    return this.isKept && !isCopy();
  }

  get title() {
    return this.section.getAttribute("aria-label") ?? "";
  }

  get summary() {
    return summary(this.model, Number(this.page?.dataset.partial ?? 0), this.texts);
  }

  // ── Setting up ──

  makeView() {
    return new View(this.section, data(this.section, "[data-drawing]"), this.state, this.texts, {
      click: (node, edge) => this.clicked(node, edge),
      open: (id) => (this.isKept ? this.more(id) : this.open(id)),
      pick: (ids) => this.pick(ids),
      add: (id) => this.add(id),
      drag: (id, place) => this.isKept && this.stand(id, place),
      rest: (isEmpty) => this.rested(isEmpty),
      choose: (id) => (this.paths.isChoosing ? this.paths.to(id) : this.select(id, { centre: true })),
      change: (change, settings) => this.change(change, settings),
    });
  }

  makeInspector() {
    const panel = this.view.part("inspector");
    if (!panel) return null;
    return new Inspector(panel, {
      model: () => this.model,
      texts: this.texts,
      source: this.source,
      act: {
        isKept: this.isKept,
        select: (id) => this.select(id),
        pin: (id) => this.toggle("pin", id),
        hide: (id) => this.toggle("hide", id),
        pathFrom: (id) => this.paths.from(id),
        openGroup: (id) => this.groups.open(id),
        change: (part) => this.change(part),
      },
    });
  }

  makePaths() {
    return new Paths({
      texts: this.texts,
      messages: this.messages,
      onStart: () => this.view.part("find")?.focus(),
      change: (change) => this.change(change),
    });
  }

  makeExpansion() {
    return new Expansion({
      source: this.source,
      texts: this.texts,
      model: () => this.model,
      reset: () => this.view.reset(this.state),
      onExpand: (key) => this.expand(key),
    });
  }

  wire() {
    for (const each of findAll(this.section, "[data-scripted]")) each.hidden = false;
    this.view.part("undo")?.addEventListener("click", () => this.undo());
    document.addEventListener("themechange", () => this.view.repaint(this.state, this.path));
    this.wireKeys();
    const { texts, messages, snapshot } = this;
    const { stage } = this.view;
    const menu = this.view.part("downloads");
    const shown = { title: () => this.title, summary: () => this.summary, search: () => written(this.state) };
    const foot = () => ({ title: this.title, line: this.summary, address: location.href });
    printing(stage, () => this.downloads?.foot() ?? foot());
    if (menu) this.downloads = new Downloads(menu, { stage, texts, messages, snapshot, ...shown });
    if (this.isKept) this.wirePage();
  }

  wireKeys() {
    const { canvas, stage } = this.view;
    listen(canvas, {
      walk: (direction) => {
        const node = next(this.model, this.selected, direction);
        if (node) this.select(node.id, { centre: true });
      },
      open: () => {
        if (this.selected) this.open(this.selected);
        return this.selected !== null;
      },
      clear: () => this.select(null),
      zoom: (way) => stage.zoom(way),
    });
    if (this.isKept) shortcuts(canvas, control(this.section, "[data-find]"), () => this.undo());
  }

  // What only the page of the explorer has: filters, sheets of a narrow screen, an address that follows.
  wirePage() {
    const { section, texts, messages, snapshot } = this;
    const form = /** @type {HTMLFormElement} */ (find(document, "[data-filters]"));
    const state = () => this.state;
    const replace = (/** @type {HTMLElement} */ other, /** @type {HTMLElement} */ page) => this.replace(other, page);
    if (!isCopy())
      this.filters = new Filters(form, { section, texts, messages, snapshot, state, address: this.address, replace });
    const panels = { filters: form, facts: find(section, "[data-inspector]") };
    this.sheets = new Sheets(this.page ?? section, texts, panels);
    this.loaded = filters().toString();
    window.addEventListener("popstate", () => this.back());
  }

  /**
   * Takes over the network of another page; what is selected stays so where it is still there.
   * @param {HTMLElement} other
   * @param {HTMLElement} page
   */
  replace(other, page) {
    if (this.page) this.page.dataset.partial = page.dataset.partial;
    this.state = read();
    this.loaded = filters().toString();
    this.view.replace(other, this.state);
    this.expansion.applied = [];
    this.render(null);
  }

  // ── State ──

  /**
   * @param {Partial<State>} part
   * @param {{ push?: boolean, centre?: boolean }} settings
   */
  change(part, { push = true, centre = false } = {}) {
    const before = this.state;
    this.state = { ...before, ...part };
    this.address.write(before, this.state, { push });
    return this.render(before, { centre });
  }

  /**
   * @param {State | null} before Nothing for the first time.
   * @param {{ centre?: boolean }} settings
   */
  async render(before, { centre = false } = {}) {
    const { state } = this;
    try {
      if (await this.expansion.apply(state)) this.view.stage.grow();
      await this.measures.bring(state, this.model);
    } catch (error) {
      this.messages.note((error instanceof Error && error.message) || this.texts.offline);
      if (before) this.state = { ...this.state, open: before.open, from: before.from, to: before.to };
    }
    if (state !== this.state && before === null) return;
    this.view.apply(this.state);
    this.view.part("undo")?.toggleAttribute("disabled", !this.address.past.length);
    this.status();
    this.view.show(this.state, this.path);
    this.paths.show(this.path);
    if (centre && this.selected) this.view.stage.show(this.selected);
    if (!before || INSPECTED.some((name) => before[name] !== this.state[name])) this.inspect();
  }

  /**
   * The address of a file of some things only.
   * @param {string[]} ids
   */
  fileOf(ids) {
    return `${this.source.base}explore.csv${written({ ...this.state, keep: ids.map(short), pick: [] })}`;
  }

  status() {
    const { texts, messages } = this;
    const count = this.state.hide.length;
    const show = button(fill(texts.hiddenOnes, { count }), () => this.change({ hide: [] }), { class: "link" });
    const all = button(texts.showAll, () => this.change({ keep: [] }), { class: "link" });
    const undoing = [...(count ? [" ", show] : []), ...(this.state.keep.length ? [" ", all] : [])];
    messages.status(this.summary, ...undoing, ...(this.isKept ? this.groups.buttons : []));
    messages.empty(!this.model.nodes.size, `${this.source.base}explore`);
  }

  inspect() {
    if (!this.inspector) return;
    const node = this.model.nodes.get(this.selected ?? "");
    const edge = this.view.edge(this.state);
    const picked = this.view.picked(this.state);
    const [path, found] = [this.path, this.expansion.path(this.state)];
    if (node) {
      this.inspector.node(node);
      const values = { name: this.model.label(node), kind: this.model.kind(node), count: node.degree };
      this.messages.say(fill(this.texts.selected, values));
      const box = this.view.part("expand");
      if (box && this.isKept && !isCopy()) this.expansion.offer(node, box);
    } else if (edge) this.inspector.edge(edge);
    else if (picked.length) this.inspector.several(picked, this.fileOf(picked));
    else if (path?.nodes.length) this.inspector.route(path, found ?? path, this.state);
    else this.inspector.clear();
    this.sheets?.open(node || edge || picked.length || path?.nodes.length ? "facts" : null);
  }

  // ── What can be done ──

  /**
   * A small picture has no card beside it: there a click opens the page.
   * @param {string | null} node
   * @param {number | null} edge
   */
  clicked(node, edge) {
    if (this.section.closest("[data-picture]")) {
      if (node) this.open(node);
    } else if (this.paths.isChoosing && node) this.paths.to(node);
    else if (node && this.opensGroups && this.model.node(node).members) this.groups.open(node);
    else if (edge !== null && !node) this.change({ sel: "", pick: [], edge: edgeName(this.model.edges[edge]) });
    else this.select(node);
  }

  /**
   * @param {string | null} id
   * @param {{ centre?: boolean }} settings
   */
  select(id, settings = {}) {
    const ends = this.state.from && this.state.to && !id ? { from: "", to: "" } : {};
    return this.change({ sel: id ? short(id) : "", edge: "", pick: [], ...ends }, settings);
  }

  /** @param {string} id */
  open(id) {
    if (this.opensGroups && this.model.node(id).members) this.groups.open(id);
    else leave(this.model.node(id).href);
  }

  /**
   * Pins a thing where it was moved to.
   * @param {string} id
   * @param {import("./types.d.ts").Place} place
   */
  stand(id, place) {
    const stand = [...withoutPlace(this.state.stand, id), standing(id, place)];
    return this.change({ pin: [...new Set([...this.state.pin, short(id)])], stand });
  }

  /** @param {boolean} isEmpty Whether nothing is in sight any more. */
  rested(isEmpty) {
    const { stage } = this.view;
    this.fitting ??= button(this.texts.fit, () => stage.zoom("fit"));
    this.messages.lost(isEmpty, this.fitting);
    if (!this.isKept) return;
    const before = this.state;
    this.state = { ...before, at: shownPart(stage) };
    this.address.write(before, this.state, { push: false, isSlight: true });
  }

  /**
   * @param {"pin" | "hide"} list
   * @param {string} id
   */
  toggle(list, id) {
    const own = this.state[list];
    const name = short(id);
    const names = own.includes(name) ? own.filter((each) => each !== name) : [...own, name];
    return this.change({
      [list]: names,
      ...(list === "hide" ? { sel: "" } : { stand: withoutPlace(this.state.stand, id) }),
    });
  }

  /** @param {string} key Kind, slug, number of neighbours, and a relation where only those by it are meant. */
  expand(key) {
    return this.change({ open: [...this.state.open.filter((each) => !isOfSame(each, key)), key] });
  }

  /**
   * Adds the next neighbours of a thing, or opens a group.
   * @param {string} id
   */
  async more(id) {
    if (this.model.node(id).members) this.groups.open(id);
    else if (!(await this.expansion.more(this.model.node(id)))) this.messages.toast(this.texts.allLinks);
  }

  /**
   * Adds a thing that is not drawn, with its links to what is; one in a group comes with its group.
   * @param {string} id
   */
  async add(id) {
    const name = short(id);
    if (this.model.how === "groups") await this.groups.open(id);
    else await this.change({ open: [...this.state.open, `${name}~0`] });
    if (!this.model.nodes.has(id)) return;
    await this.select(id, { centre: true });
    if (!this.model.neighbours(id).length) this.messages.toast(this.texts.addedAlone);
  }

  /** @param {string[]} ids Things that are selected together. */
  pick(ids) {
    if (ids.length === 1) return this.select(ids[0]);
    return this.change({ pick: ids.slice(0, MOST_PICKED).map(short), sel: "", edge: "", from: "", to: "" });
  }

  undo() {
    const search = this.address.undo();
    if (search === undefined) return;
    if (this.isKept) history.pushState(null, "", `${location.pathname}${search}`);
    this.back(search);
    this.messages.say(this.texts.undone);
  }

  /**
   * Back to the state of an address: from what is drawn when only the script's part differs, else with a new network.
   * @param {string} search
   */
  back(search = location.search) {
    if (this.filters && filters(search).toString() !== this.loaded) {
      this.filters.load(search);
      return;
    }
    const before = this.state;
    this.state = read(search);
    this.render({ ...before, pin: [] });
  }
}
