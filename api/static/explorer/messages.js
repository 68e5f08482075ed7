// Status messages: how much is shown, what went wrong and what to do next, what a screen reader hears.

import { element } from "../page/elements.js";
import { fill, joined, number } from "../page/language.js";

const SHOWN = 2500; // milliseconds of a confirmation

/** @import { Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

/**
 * @param {Model} model
 * @param {Texts} texts
 */
function shown(model, texts) {
  const visible = [...model.nodes.values()].filter(({ id }) => !model.hidden.has(id));
  const total = Math.max(model.total, model.nodes.size);
  const all = number(total);
  const groups = visible.filter(({ members }) => members);
  if (!groups.length) return fill(texts.shown, { shown: number(visible.length), all });
  const values = { groups: number(groups.length), alone: number(visible.length - groups.length), all };
  if (visible.length > groups.length) return fill(texts.shownGroupsAndMore, values);
  const held = [...model.nodes.values()].reduce((sum, { members = 1 }) => sum + members, 0);
  if (held < total) return fill(texts.shownGroupsOf, { ...values, held: number(held) });
  return fill(texts.shownGroups, values);
}

/**
 * How much of what there is, in one line.
 * @param {Model} model
 * @param {{ partial: number, batches: number }} known How many batches there are, and of how many sources report more.
 * @param {Texts} texts
 */
export function summary(model, { partial, batches }, texts) {
  const parts = [shown(model, texts)];
  if (partial) parts.push(fill(texts.partial, { count: number(partial), batches: number(batches) }));
  const until = model.now === undefined ? null : model.moments[model.now];
  if (until?.date) parts.push(fill(texts.upTo, { date: until.date }));
  const since = model.start === undefined ? null : model.moments[model.start];
  if (since?.date) parts.push(fill(texts.since, { date: since.date }));
  if (model.withoutDate) parts.push(fill(texts.withoutDate, { count: number(model.withoutDate) }));
  if (model.lost.links)
    parts.push(fill(texts.lost, { links: number(model.lost.links), things: number(model.lost.things) }));
  if (model.alone) parts.push(fill(texts.alone, { count: number(model.alone) }));
  return joined(parts, "clauses");
}

export class Messages {
  /**
   * @param {HTMLElement} section
   * @param {Texts} texts
   */
  constructor(section, texts) {
    this.section = section;
    this.texts = texts;
    /** @type {HTMLElement | undefined} */
    this.bread = undefined;
    this.isLost = false;
    this.line = section.querySelector("[data-status]");
    this.box = /** @type {HTMLElement | null} */ (section.querySelector("[data-note]"));
    this.isEmpty = false;
    this.spoken = section.appendChild(element("p", { class: "hidden", "aria-live": "polite" }));
  }

  /**
   * The line below the canvas.
   * @param {(Node | string)[]} parts
   */
  status(...parts) {
    this.line?.replaceChildren(...parts);
  }

  /**
   * Only for screen readers.
   * @param {string} text
   */
  say(text) {
    this.spoken.textContent = text;
  }

  /**
   * Confirms what was done, for a moment, and to screen readers.
   * @param {string} text
   */
  toast(text) {
    this.say(text);
    this.bread?.remove();
    this.bread = element("p", { class: "toast", "aria-hidden": "true" }, text);
    this.section.append(this.bread);
    setTimeout(() => this.bread?.remove(), SHOWN);
  }

  /**
   * Says that nothing of the network is in sight, as long as that is so.
   * @param {boolean} isLost
   * @param {Node} button That brings it back.
   */
  lost(isLost, button) {
    if (isLost && this.box?.hidden) this.note(this.texts.nothingHere, button);
    else if (!isLost && this.isLost) this.note("");
    this.isLost = isLost && Boolean(this.box?.contains(button));
  }

  /**
   * The note over the canvas; without a text it goes away.
   * @param {string} text
   * @param {(Node | string)[]} more
   */
  note(text, ...more) {
    if (!this.box) return;
    this.box.hidden = !text;
    this.box.replaceChildren(...(text ? [element("p", { role: "status" }, text, " ", ...more)] : []));
  }

  /**
   * Says that nothing is drawn, and why, as long as that is so.
   * @param {string} why Empty while something is drawn.
   * @param {Node} [way] What leads out of it.
   */
  empty(why, way) {
    if (why) this.note(why, ...(way ? [way] : []));
    else if (this.isEmpty) this.note("");
    this.isEmpty = Boolean(why);
  }

  /** Says that the data are no longer those of the page. */
  changed() {
    this.note(
      this.texts.changed,
      element("a", { href: location.href, target: "_self", class: "button" }, this.texts.reload),
    );
  }
}
