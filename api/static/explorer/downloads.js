// The menu of downloads: pictures of what the screen shows, a link that pins the data, the lines that embed the page.

import { copy, iframe } from "../page/clipboard.js";
import { isComposing } from "../page/composition.js";
import { find, within } from "../page/elements.js";
import { fill, number } from "../page/language.js";
import { keep, story, told } from "../page/story.js";
import { png, svg } from "./picture.js";

/** @import { Texts } from "./types.d.ts" */
/** @import { Messages } from "./messages.js" */
/** @import { Stage } from "./stage.js" */

const LONGEST = 60;
const DIGITS = 12;

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/**
 * The name of a file for a title: its letters and digits.
 * @param {string} title
 * @param {string} kind
 */
export function filename(title, kind) {
  const words = title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return `${words.slice(0, LONGEST) || "network"}.${kind}`;
}

export class Downloads {
  /**
   * @param {HTMLElement} menu A `<details>`.
   * @param {object} settings
   * @param {Stage} settings.stage
   * @param {Texts} settings.texts
   * @param {Messages} settings.messages
   * @param {string} settings.snapshot
   * @param {() => string} settings.title Of the network.
   * @param {() => string} settings.summary How much of the network is shown.
   * @param {() => string} settings.search The query of an address for what is shown.
   */
  constructor(menu, { stage, texts, messages, snapshot, title, summary, search }) {
    this.menu = /** @type {HTMLDetailsElement} */ (menu);
    this.stage = stage;
    this.texts = texts;
    this.messages = messages;
    this.snapshot = snapshot.slice(0, DIGITS);
    this.title = title;
    this.summary = summary;
    this.search = search;
    menu.addEventListener("toggle", () => this.menu.open && this.show());
    menu.addEventListener("click", (event) => this.clicked(within(event, "button, a")));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || isComposing(event)) return;
      this.menu.open = false;
      find(menu, "summary").focus();
    });
    menu.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) this.menu.open = false;
    });
  }

  /** Says how much is shown, and leads the links to files of just that. */
  show() {
    const { model } = this.stage;
    const values = { things: number(model.nodes.size - model.hidden.size), links: number(model.drawnEdges.length) };
    find(this.menu, "[data-seen-size]").textContent = fill(this.texts.size, values);
    const telling = this.menu.querySelector("[data-story]");
    telling?.setAttribute("href", (telling.getAttribute("href") ?? "").split("?")[0] + story());
    for (const link of this.menu.querySelectorAll("[data-seen]")) {
      const address = new URL(/** @type {HTMLAnchorElement} */ (link).href);
      address.search = this.search();
      if (address.pathname.endsWith(".csv")) address.searchParams.set("bom", "yes");
      link.setAttribute("href", address.pathname + address.search);
    }
  }

  /** @param {HTMLElement | null} item */
  async clicked(item) {
    if (!item) return;
    this.menu.open = false;
    if (item.dataset.save) await this.picture(item.dataset.save, item.dataset.frame);
    if (item.dataset.tell !== undefined) this.tell();
    if (item.dataset.copy) await this.copy(item.dataset.copy);
  }

  /**
   * The address with the digest of the data, so that those who open it later learn whether the data have changed.
   * @param {Record<string, string>} extra
   */
  pinned(extra = {}) {
    const address = new URL(location.href);
    address.hash = "";
    for (const [name, value] of Object.entries({ v: this.snapshot, ...extra }))
      if (value) address.searchParams.set(name, value);
    return address.href;
  }

  /** Adds what is shown to the story, with its title as the sentence. */
  tell() {
    const { pathname, search } = new URL(this.pinned());
    const { search: next, number: step } = told(story(), pathname + search, this.title());
    keep(next);
    this.messages.toast(fill(this.texts.told, { number: number(step) }));
  }

  foot() {
    const state = [this.texts.day, this.snapshot && `(${this.snapshot})`].filter(Boolean).join(" ");
    const line = [state && fill(this.texts.dataOf, { day: state }), this.summary()].filter(Boolean).join(" · ");
    return { title: `${this.title()} · ${this.texts.atlas}`, line, address: this.pinned() };
  }

  /**
   * @param {string} kind "svg" or "png".
   * @param {string} [frame] Width and height, as 1200x675.
   */
  async picture(kind, frame) {
    const [width, height] = (frame ?? "").split("x").map(Number);
    const name = filename(this.title() + (frame ? ` ${frame}` : ""), kind);
    const foot = this.foot();
    const blob =
      kind === "svg"
        ? new Blob([svg(this.stage, foot)], { type: "image/svg+xml" })
        : await png(this.stage, foot, frame ? { width, height } : null);
    save(blob, name);
    this.messages.toast(fill(this.texts.saved, { name }));
  }

  /** @param {string} what "link" or "embed". */
  async copy(what) {
    const text = what === "embed" ? iframe(this.pinned({ embed: "1" }), this.title()) : this.pinned();
    if (await copy(text)) this.messages.toast(this.texts[what === "embed" ? "copiedEmbed" : "copiedLink"]);
    else this.messages.note(text); // where the clipboard is out of reach, the text is shown, to be copied by hand
  }
}
