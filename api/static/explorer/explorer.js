// The explorer: the state of a network on a page, and what follows from it in the view and the address. The index card,
// filters, keys and whatever else answers a reader are its tools, which load when the network is drawn.

import { isCopy } from "../page/copy.js";
import { button, data, element, findAll, leave } from "../page/elements.js";
import { fill, number } from "../page/language.js";
import { short } from "../page/things.js";
import { Address, isMeasured, read } from "./address.js";
import { edgeName } from "./emphasis.js";
import { Groups } from "./groups.js";
import { Messages, summary } from "./messages.js";
import { shownPart, written as standing, withoutPlace } from "./standing.js";
import { View } from "./view.js";

/** @import { State } from "./types.d.ts" */
/** @import { Tools } from "./tools.js" */

const MOST_PICKED = 200; // things that an address can name
const INSPECTED = /** @type {const} */ (["sel", "edge", "pin", "open", "pick", "from", "to", "via", "path"]);
const UNHIDDEN = { shown: [], links: [], kinds: [], hide: [], keep: [], since: "", until: "", without: "", only: "" };
const TOOLS = new URL("./tools.js", import.meta.url).href; // a bundle of its own, where there are bundles

/** Waits until the browser has shown what was drawn. */
function shown() {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, 500); // a page in the background shows nothing
  });
}

export class Explorer {
  /** @param {HTMLElement} section */
  constructor(section) {
    this.section = section;
    this.texts = data(section, "[data-texts]");
    this.page = /** @type {HTMLElement | null} */ (section.closest("[data-explore]"));
    this.isKept = section.hasAttribute("data-address");
    /** @type {Tools | null} */
    this.tools = null;
    /** @type {Promise<void> | undefined} */
    this.equipping = undefined;
    /** @type {HTMLElement | undefined} */
    this.fitting = undefined;
    this.snapshot = this.page?.dataset.snapshot ?? "";
    this.address = new Address(this.isKept);
    this.state = read(this.isKept || section.classList.contains("embedded-viewer") ? location.search : "");
    this.messages = new Messages(section, this.texts);
    this.view = this.makeView();
    const now = { model: () => this.model, state: () => this.state, filters: () => this.tools?.filters };
    this.groups = new Groups({ ...now, texts: this.texts });
    for (const each of findAll(section, "[data-scripted]")) each.hidden = false;
    document.addEventListener("themechange", () => this.view.repaint(this.state, this.path));
    this.view.part("waiting")?.remove();
  }

  /** Draws the network, then brings the tools; the section says when it is painted, and when everything answers. */
  async start() {
    const { open, from, to } = this.state;
    if (open.length || (from && to) || isMeasured(this.state)) await this.equip(); // which fetch what is drawn
    await this.render(null);
    this.section.dataset.painted = "true";
    await shown();
    await this.equip();
    await shown(); // names come in a frame after that of nodes and edges
    this.section.dataset.drawn = "true";
  }

  /** Brings the tools, once. */
  equip() {
    this.equipping ??= this.bring();
    return this.equipping;
  }

  async bring() {
    try {
      const { Tools } = /** @type {typeof import("./tools.js")} */ (await import(TOOLS));
      this.tools = new Tools(this);
      this.view.part("undo")?.toggleAttribute("disabled", !this.address.past.length);
      if (this.view.isBegun) this.tools.show();
    } catch (error) {
      this.messages.note(this.texts.offline);
      throw error;
    }
  }

  get model() {
    return this.view.model;
  }

  get selected() {
    return this.view.selected(this.state);
  }

  get path() {
    return this.tools?.path ?? null;
  }

  /** Whether groups can be opened: the server draws what is in them. */
  get opensGroups() {
    return this.isKept && !isCopy();
  }

  get title() {
    return this.section.getAttribute("aria-label") ?? "";
  }

  get summary() {
    const { partial = 0, batches = 0 } = this.page?.dataset ?? {};
    return summary(this.model, { partial: Number(partial), batches: Number(batches) }, this.texts);
  }

  get base() {
    return this.section.dataset.base ?? "";
  }

  makeView() {
    return new View(this.section, data(this.section, "[data-drawing]"), this.state, this.texts, {
      click: (node, edge) => this.clicked(node, edge),
      add: (id) => (this.isKept ? this.add(id) : this.clicked(id, null)),
      open: (id) => (this.isKept ? this.more(id) : this.open(id)),
      pick: (ids) => this.pick(ids),
      drag: (id, place) => this.isKept && this.stand(id, place),
      rest: (isEmpty) => this.rested(isEmpty),
      change: (change, settings) => this.change(change, settings),
    });
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
      if (await this.tools?.expansion.apply(state)) this.view.stage.grow();
      await this.tools?.measures.bring(state, this.model);
    } catch (error) {
      this.messages.note((error instanceof Error && error.message) || this.texts.offline);
      if (before) this.state = { ...this.state, open: before.open, from: before.from, to: before.to };
    }
    if (state !== this.state && before === null) return;
    this.view.apply(this.state);
    this.view.part("undo")?.toggleAttribute("disabled", !this.address.past.length);
    this.status();
    this.view.show(this.state, this.path);
    if (centre && this.selected) this.view.stage.show(this.selected);
    const isChanged = !before || INSPECTED.some((name) => before[name] !== this.state[name]);
    this.tools?.show({ isChanged });
  }

  status() {
    const { texts, messages } = this;
    const count = this.state.hide.length;
    const show = button(fill(texts.hiddenOnes, { count }), () => this.change({ hide: [] }), { class: "link" });
    const all = button(texts.showAll, () => this.change({ keep: [] }), { class: "link" });
    const undoing = [...(count ? [" ", show] : []), ...(this.state.keep.length ? [" ", all] : [])];
    messages.status(this.summary, ...undoing, ...(this.isKept ? this.groups.buttons : []));
    this.blank();
  }

  /** Says why nothing is drawn, if nothing is: nothing passes the filters of the server, or all of it is hidden. */
  blank() {
    const { texts, messages } = this;
    const { nodes, hidden } = this.model;
    const href = `${this.base}explore`;
    if (!nodes.size)
      messages.empty(texts.empty, element("a", { href, class: "button", "data-reload": "yes" }, texts.removeFilters));
    else if (hidden.size === nodes.size)
      messages.empty(
        fill(texts.allHidden, { count: number(nodes.size) }),
        button(texts.showAll, () => this.change({ ...UNHIDDEN })),
      );
    else messages.empty("");
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
    } else if (this.tools?.paths.isChoosing && node) this.tools.paths.to(node);
    else if (node && this.opensGroups && this.model.node(node).members) this.openGroup(node);
    else if (edge !== null && !node) this.change({ sel: "", pick: [], edge: edgeName(this.model.edges[edge]) });
    else this.select(node);
  }

  /**
   * Selects a thing; one that was hidden is shown again.
   * @param {string | null} id
   * @param {{ centre?: boolean }} settings
   */
  select(id, settings = {}) {
    const ends = this.state.from && this.state.to && !id ? { from: "", to: "" } : {};
    const shown = id ? this.shownAgain(id) : {};
    return this.change({ sel: id ? short(id) : "", edge: "", pick: [], ...shown, ...ends }, settings);
  }

  /**
   * What changes so that a thing is not hidden by hand.
   * @param {string} id
   */
  shownAgain(id) {
    return { hide: this.state.hide.filter((name) => name !== short(id)) };
  }

  /** @param {string} id */
  open(id) {
    if (this.opensGroups && this.model.node(id).members) return this.openGroup(id);
    leave(this.model.node(id).href);
  }

  /** @param {string} id */
  async openGroup(id) {
    await this.equip();
    return this.groups.open(id);
  }

  /**
   * Adds the next neighbours of a thing, or opens a group.
   * @param {string} id
   */
  async more(id) {
    await this.equip();
    return this.tools?.more(id);
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

  /**
   * Adds a thing to what is selected, or takes it out.
   * @param {string} id
   */
  add(id) {
    const picked = this.view.picked(this.state);
    const before = picked.length ? picked : this.selected ? [this.selected] : [];
    return this.pick(before.includes(id) ? before.filter((each) => each !== id) : [...before, id]);
  }

  /** @param {string[]} ids Things that are selected together. */
  pick(ids) {
    if (ids.length === 1) return this.select(ids[0]);
    return this.change({ pick: ids.slice(0, MOST_PICKED).map(short), sel: "", edge: "", from: "", to: "" });
  }
}
