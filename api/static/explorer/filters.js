// The filters of the explorer. They are a form that works by itself; with a script, only what changes is fetched.

import { button, control, find, findAll, within } from "../page/elements.js";
import { fill } from "../page/language.js";
import { filters as ofServer, written } from "./address.js";
import { areThere, fill as fillRows, wait } from "./rows.js";

/** @import { State, Texts } from "./types.d.ts" */
/** @import { Address } from "./address.js" */
/** @import { Messages } from "./messages.js" */

const UNFILTERED = ["whole", "drawing", "snapshot"];
const OF_TABLE = ["sort", "rows"];

/**
 * The filters that a form asks for, on top of those of an address.
 * @param {Iterable<[string, FormDataEntryValue]>} values Of the form.
 * @param {URLSearchParams} present
 */
export function requested(values, present) {
  const asked = new URLSearchParams();
  for (const [name, value] of values) if (name !== "class" && value) asked.append(name, String(value));
  const isFiltered = [...asked.keys()].some((name) => !UNFILTERED.includes(name));
  if (isFiltered) asked.delete("whole");
  if (asked.get("drawing") === "groups") for (const opened of present.getAll("opened")) asked.append("opened", opened);
  if (asked.get("drawing") === "network" && !asked.has("whole")) asked.delete("drawing");
  if (present.has("entity") && !isFiltered) {
    asked.set("entity", present.get("entity") ?? "");
    asked.delete("whole");
  }
  for (const name of OF_TABLE) if (present.has(name)) asked.set(name, present.get(name) ?? "");
  return asked;
}

/**
 * The parameters of the page as it is, with the order and the rows of the table that a link asks for.
 * @param {URLSearchParams} asked
 */
function ofTable(asked) {
  const present = ofServer();
  for (const name of OF_TABLE) {
    const value = asked.get(name);
    if (value) present.set(name, value);
  }
  return present;
}

export class Filters {
  /**
   * @param {HTMLFormElement} form
   * @param {object} settings
   * @param {HTMLElement} settings.section
   * @param {Texts} settings.texts
   * @param {Messages} settings.messages
   * @param {string} settings.snapshot
   * @param {() => State} settings.state The state as it is now.
   * @param {Address} settings.address
   * @param {(section: HTMLElement, page: HTMLElement) => void} settings.replace Takes over the network of another page.
   */
  constructor(form, { section, texts, messages, snapshot, state, address, replace }) {
    this.form = form;
    this.section = section;
    this.texts = texts;
    this.messages = messages;
    this.snapshot = snapshot;
    this.state = state;
    this.address = address;
    this.replace = replace;
    this.requests = 0;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const target of [form, section])
      target.addEventListener("change", ({ target: changed }) => {
        const isField = changed instanceof HTMLInputElement || changed instanceof HTMLSelectElement;
        if (isField && changed.form === form && changed.name !== "class") this.changed();
      });
    document.addEventListener("click", (event) => this.clicked(event));
  }

  /**
   * Links that only change filters, drawing or order of the table are followed without loading the page anew.
   * @param {MouseEvent} event
   */
  clicked(event) {
    const link = within(event, "[data-explore] .starts a, [data-table] thead a, [data-table] .more a, [data-reload]");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const isTable = Boolean(link.closest("[data-table]"));
    const asked = new URL(link.href, location.href).searchParams;
    const search = isTable ? written(this.state(), `?${ofTable(asked)}`) : `?${asked}`;
    this.go(search, { keep: isTable });
  }

  changed() {
    const asked = requested(new FormData(this.form), ofServer());
    this.go(written({ ...this.state(), until: "", undated: "", hide: [], edge: "" }, `?${asked}`));
  }

  /**
   * @param {string} search
   * @param {{ keep?: boolean }} settings
   */
  go(search, { keep = false } = {}) {
    this.address.go(search);
    return this.load(search, { keep });
  }

  /**
   * Fetches the page of an address and takes over its filters, network and table.
   * @param {string} search
   * @param {{ keep?: boolean }} settings `keep` leaves the network as it is.
   */
  async load(search, { keep = false } = {}) {
    this.requests += 1;
    const request = this.requests;
    this.section.setAttribute("aria-busy", "true");
    const address = `${location.pathname}${search}`;
    const response = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
    const text = response ? await response.text().catch(() => "") : "";
    if (request !== this.requests) return;
    this.section.removeAttribute("aria-busy");
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!response || !page.querySelector("[data-explore]")) this.failed(response, page, search);
    else this.take(page, keep);
  }

  /**
   * @param {Response | null} response
   * @param {Document} page
   * @param {string} search
   */
  failed(response, page, search) {
    const { texts } = this;
    const lines = findAll(page, "main p").slice(0, 2);
    const why = lines.map((line) => line.textContent?.trim()).join(" ");
    const message = response && why ? fill(texts.refused, { why }) : texts.offline;
    this.messages.note(
      message,
      button(texts.again, () => this.load(search)),
    );
  }

  /**
   * @param {Document} page
   * @param {boolean} keep
   */
  take(page, keep) {
    this.takeFilters(find(page, "[data-filters]"));
    const [table, before] = [find(page, "[data-table]"), find(document, "[data-table]")];
    if (areThere(before)) fillRows(table);
    before.replaceWith(table);
    wait();
    document.title = page.title;
    const files = page.querySelector("[data-files]");
    if (files) find(document, "[data-files]").replaceWith(files);
    const box = find(page, "[data-explore]");
    if (box.dataset.snapshot !== this.snapshot) this.messages.changed();
    if (!keep) this.replace(find(page, "[data-explorer]"), box);
  }

  /**
   * Takes over the filters of another page; what is unfolded and what has the focus stay so.
   * @param {HTMLElement} form
   */
  takeFilters(form) {
    const open = new Set(findAll(this.form, "details[open]").map((each) => each.dataset.facet));
    const focused = document.activeElement;
    const isOwn = focused instanceof HTMLInputElement && focused.form === this.form && focused.name;
    this.form.replaceChildren(...form.childNodes);
    for (const each of findAll(this.form, "details[data-facet]"))
      if (open.has(each.dataset.facet)) each.setAttribute("open", "");
    if (!isOwn) return;
    const same = `[name="${focused.name}"][value="${CSS.escape(focused.value)}"]`;
    if (this.form.querySelector(same)) control(this.form, same).focus();
  }
}
