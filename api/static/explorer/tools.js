// The tools of an explorer: all that answers a reader beside the network itself. They load when it is drawn: the index
// card, the field to find things in, filters, paths, keys, downloads, and what every page has.

import { FileSource } from "../copy/file-source.js";
import { isCopy } from "../page/copy.js";
import { control, find } from "../page/elements.js";
import { fill } from "../page/language.js";
import { short } from "../page/things.js";
import { filters, read, written } from "./address.js";
import { Downloads } from "./downloads.js";
import { Expansion, isOfSame } from "./expansion.js";
import { Filters } from "./filters.js";
import { Finder } from "./finder.js";
import { Inspector } from "./inspector.js";
import { listen, next, shortcuts } from "./keyboard.js";
import { Measures } from "./measures.js";
import { Paths } from "./paths.js";
import { printing } from "./print.js";
import { alternative } from "./route.js";
import { Settings } from "./settings.js";
import { Sheets } from "./sheets.js";
import { Source } from "./source.js";
import { Uncovering } from "./uncovering.js";
import "../page/parts.js"; // after the keys of the network: one that it takes, the search leaves alone

/** @import { Explorer } from "./explorer.js" */

export class Tools {
  /** @param {Explorer} explorer */
  constructor(explorer) {
    const { messages, view } = explorer;
    this.explorer = explorer;
    this.texts = explorer.texts;
    this.messages = messages;
    this.view = view;
    this.source = isCopy()
      ? /** @type {Source} */ (/** @type {unknown} */ (new FileSource(explorer.base)))
      : new Source(explorer.base, explorer.snapshot, () => messages.changed());
    this.inspector = this.makeInspector();
    this.paths = new Paths({
      texts: this.texts,
      messages,
      onStart: () => view.part("find")?.focus(),
      change: (change) => explorer.change(change),
    });
    this.expansion = new Expansion({
      source: this.source,
      texts: this.texts,
      model: () => explorer.model,
      reset: () => view.reset(explorer.state),
      onExpand: (key) => this.expand(key),
    });
    this.measures = new Measures(this.source);
    this.uncovering = new Uncovering(view.stage);
    this.offered = Promise.resolve();
    this.finder = this.makeFinder();
    view.parts.push(...[this.finder, new Settings(view)].filter((each) => each !== null));
    view.part("undo")?.addEventListener("click", () => this.undo());
    this.wireKeys();
    this.wirePaper();
    if (explorer.isKept) this.wirePage();
  }

  get path() {
    const { state } = this.explorer;
    const found = this.expansion.path(state);
    return found && alternative(found, Number(state.path) || 0);
  }

  // ── Setting up ──

  makeInspector() {
    const { explorer, texts, source } = this;
    const panel = this.view.part("inspector");
    if (!panel) return null;
    return new Inspector(panel, {
      model: () => explorer.model,
      complete: () => this.view.complete(),
      texts,
      source,
      act: {
        isKept: explorer.isKept,
        select: (id) => explorer.select(id),
        pin: (id) => explorer.toggle("pin", id),
        hide: (id) => explorer.toggle("hide", id),
        pathFrom: (id) => this.paths.from(id),
        openGroup: (id) => explorer.groups.open(id),
        change: (part) => explorer.change(part),
      },
    });
  }

  makeFinder() {
    const { explorer, texts, view } = this;
    if (!view.part("find")) return null;
    const [field, list] = [control(view.section, "[data-find]"), find(view.section, "[data-found]")];
    return new Finder(field, list, {
      model: view.model,
      texts,
      search: new URL("search", new URL(explorer.base || "/", location.href)),
      onChoose: (id) =>
        this.paths.isChoosing ? this.paths.to(id, explorer.shownAgain(id)) : explorer.select(id, { centre: true }),
      complete: () => view.complete(),
      onAdd: explorer.isKept ? (id) => this.add(id) : null,
    });
  }

  wireKeys() {
    const { explorer, view } = this;
    listen(view.canvas, {
      walk: (direction) => {
        const node = next(explorer.model, explorer.selected, direction);
        if (node) explorer.select(node.id, { centre: true });
      },
      open: () => {
        if (explorer.selected) explorer.open(explorer.selected);
        return explorer.selected !== null;
      },
      clear: () => explorer.select(null),
      zoom: (way) => view.stage.zoom(way),
    });
    if (explorer.isKept) shortcuts(view.canvas, control(view.section, "[data-find]"), () => this.undo());
  }

  wirePaper() {
    const { explorer, texts, messages, view } = this;
    const { stage } = view;
    const menu = view.part("downloads");
    const foot = () => ({ title: explorer.title, line: explorer.summary, address: location.href });
    printing(stage, () => this.downloads?.foot() ?? foot());
    if (!menu) return;
    const now = {
      title: () => explorer.title,
      summary: () => explorer.summary,
      search: () => written(explorer.state),
    };
    this.downloads = new Downloads(menu, { stage, texts, messages, snapshot: explorer.snapshot, ...now });
  }

  // What only the page of the explorer has: filters, sheets of a narrow screen, an address that follows.
  wirePage() {
    const { explorer, texts, messages } = this;
    const { section, snapshot, address } = explorer;
    const form = /** @type {HTMLFormElement} */ (find(document, "[data-filters]"));
    const state = () => explorer.state;
    const replace = (/** @type {HTMLElement} */ other, /** @type {HTMLElement} */ page) => this.replace(other, page);
    if (!isCopy()) this.filters = new Filters(form, { section, texts, messages, snapshot, state, address, replace });
    const panels = { filters: form, facts: find(section, "[data-inspector]") };
    this.sheets = new Sheets(explorer.page ?? section, texts, panels);
    this.loaded = filters().toString();
    window.addEventListener("popstate", () => this.back());
  }

  // ── What is shown ──

  /** @param {{ isChanged?: boolean }} what Whether the index card may show something else than before. */
  show({ isChanged = true } = {}) {
    this.paths.show(this.path);
    if (isChanged) this.inspect();
  }

  inspect() {
    const { explorer, view } = this;
    const { state, model } = explorer;
    if (!this.inspector) return;
    const node = model.nodes.get(explorer.selected ?? "");
    const edge = view.edge(state);
    const picked = view.picked(state);
    const [path, found] = [this.path, this.expansion.path(state)];
    if (node) {
      this.inspector.node(node);
      const values = { name: model.label(node), kind: model.kind(node), count: node.degree };
      this.messages.say(fill(this.texts.selected, values));
      const box = view.part("expand");
      if (box && explorer.isKept) this.offered = this.expansion.offer(node, box);
    } else if (edge) this.inspector.edge(edge);
    else if (picked.length) this.inspector.several(picked, this.fileOf(picked));
    else if (path?.nodes.length) this.inspector.route(path, found ?? path, state);
    else this.inspector.clear();
    const told = node ? [node.id] : edge ? [edge.from, edge.to] : picked.length ? picked : (path?.paths?.[0] ?? []);
    this.sheets?.open(told.length ? "facts" : null);
    this.uncovering.show(told);
  }

  /**
   * The address of a file of some things only.
   * @param {string[]} ids
   */
  fileOf(ids) {
    const { base, state } = this.explorer;
    return `${base}explore.csv${written({ ...state, keep: ids.map(short), pick: [] })}`;
  }

  /**
   * Takes over the network of another page; what is selected stays so where it is still there.
   * @param {HTMLElement} other
   * @param {HTMLElement} page
   */
  replace(other, page) {
    const { explorer } = this;
    const { partial, batches } = page.dataset;
    if (explorer.page) Object.assign(explorer.page.dataset, { partial, batches });
    explorer.state = read();
    this.loaded = filters().toString();
    this.view.replace(other, explorer.state);
    this.expansion.applied = [];
    explorer.render(null);
  }

  // ── What can be done ──

  /** @param {string} key Kind, slug, number of neighbours, and a relation where only those by it are meant. */
  expand(key) {
    const { state } = this.explorer;
    return this.explorer.change({ open: [...state.open.filter((each) => !isOfSame(each, key)), key] });
  }

  /**
   * Opens a group, or adds the next neighbours of a thing; where these are of several relations, the reader chooses.
   * @param {string} id
   */
  async more(id) {
    const { explorer } = this;
    const node = explorer.model.node(id);
    if (node.members) {
      explorer.groups.open(id);
      return;
    }
    const relations = await this.expansion.left(node);
    if (!relations) this.messages.toast(this.texts.allLinks);
    else if (relations === 1) await this.expansion.more(node);
    else {
      if (explorer.selected !== id) await explorer.select(id);
      await this.offered;
      this.view.part("expand")?.querySelector("button")?.focus();
      this.messages.toast(this.texts.chooseLinks);
    }
  }

  /**
   * Adds a thing that is not drawn, with its links to what is; one in a group comes with its group.
   * @param {string} id
   */
  async add(id) {
    const { explorer } = this;
    if (explorer.model.how === "groups") await explorer.groups.open(id);
    else await explorer.change({ open: [...explorer.state.open, `${short(id)}~0`] });
    if (!explorer.model.nodes.has(id)) return;
    await explorer.select(id, { centre: true });
    if (!explorer.model.neighbours(id).length) this.messages.toast(this.texts.addedAlone);
  }

  undo() {
    const { explorer } = this;
    const search = explorer.address.undo();
    if (search === undefined) return;
    if (explorer.isKept) history.pushState(null, "", `${location.pathname}${search}`);
    this.back(search);
    this.messages.say(this.texts.undone);
  }

  /**
   * Back to the state of an address: from what is drawn when only the script's part differs, else with a new network.
   * @param {string} search
   */
  back(search = location.search) {
    const { explorer } = this;
    if (this.filters && filters(search).toString() !== this.loaded) {
      this.filters.load(search);
      return;
    }
    const before = explorer.state;
    explorer.state = read(search);
    explorer.render({ ...before, pin: [] });
  }
}
