// The filters of the explorer. They are a form that works by itself; with a script, only what changes is fetched.

import { element } from "../page/elements.js";
import { filters as ofServer, written } from "./address.js";

export class Filters {
  constructor(form, explorer) {
    this.form = form;
    this.explorer = explorer;
    this.turn = 0;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const target of [form, explorer.section]) {
      target.addEventListener("change", (event) => {
        const control = event.target;
        if (control.form === form && control.name !== "class") this.changed();
      });
    }
    document.addEventListener("click", (event) => this.clicked(event));
  }

  // Links that only change filters, drawing or order of the table are followed without loading the page anew.
  clicked(event) {
    const link = event.target.closest?.("[data-explore] .starts a, [data-table] thead a, [data-reload]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const isTable = Boolean(link.closest("[data-table]"));
    const asked = new URL(link.href, location.href).searchParams;
    const search = isTable ? written(this.explorer.state, `?${this.sorted(asked.get("sort"))}`) : `?${asked}`;
    this.go(search, { keep: isTable });
  }

  sorted(order) {
    const asked = ofServer();
    asked.set("sort", order);
    return asked;
  }

  changed() {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (name !== "class" && value) asked.append(name, value);
    const isFiltered = [...asked.keys()].some((name) => !["whole", "drawing"].includes(name));
    if (isFiltered) asked.delete("whole");
    if (asked.get("drawing") === "network") asked.delete("drawing");
    const present = ofServer();
    if (present.has("entity") && !isFiltered) {
      asked.set("entity", present.get("entity"));
      asked.delete("whole");
    }
    if (present.has("sort")) asked.set("sort", present.get("sort"));
    const { state } = this.explorer;
    this.go(written({ ...state, until: "", hide: [], edge: "" }, `?${asked}`));
  }

  go(search, { keep = false } = {}) {
    history.pushState(null, "", `${location.pathname}${search}`);
    return this.load(search, { keep });
  }

  // Fetches the page of an address and takes over its filters, network and table.
  async load(search, { keep = false } = {}) {
    this.turn += 1;
    const turn = this.turn;
    this.explorer.section.setAttribute("aria-busy", "true");
    const response = await fetch(`${location.pathname}${search}`, { headers: { accept: "text/html" } }).catch(
      () => null,
    );
    const text = response ? await response.text().catch(() => "") : "";
    if (turn !== this.turn) return;
    this.explorer.section.removeAttribute("aria-busy");
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!response || !page.querySelector("[data-explore]")) this.failed(response, page, search);
    else this.take(page, keep);
  }

  failed(response, page, search) {
    const { texts } = this.explorer;
    const why = [...page.querySelectorAll("main p")]
      .slice(0, 2)
      .map((line) => line.textContent.trim())
      .join(" ");
    const message = response && why ? texts.refused.replace("{why}", why) : texts.offline;
    const again = element("button", { type: "button" }, texts.again);
    again.addEventListener("click", () => this.load(search));
    this.explorer.messages.note(message, again);
  }

  take(page, keep) {
    const open = new Set([...this.form.querySelectorAll("details[open]")].map((each) => each.dataset.facet));
    const focused = document.activeElement?.form === this.form ? document.activeElement : null;
    this.form.replaceChildren(...page.querySelector("[data-filters]").childNodes);
    for (const each of this.form.querySelectorAll("details[data-facet]"))
      if (open.has(each.dataset.facet)) each.open = true;
    document.querySelector("[data-table]").replaceWith(page.querySelector("[data-table]"));
    document.title = page.title;
    if (focused?.name)
      this.form.querySelector(`[name="${focused.name}"][value="${CSS.escape(focused.value)}"]`)?.focus();
    const downloads = page.querySelector("[data-downloads] ul");
    if (downloads) document.querySelector("[data-downloads] ul").replaceWith(downloads);
    const box = page.querySelector("[data-explore]");
    if (box.dataset.snapshot !== this.explorer.snapshot) this.explorer.messages.changed();
    if (!keep) this.explorer.replace(page.querySelector("[data-explorer]"), box);
  }
}
