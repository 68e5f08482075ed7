// The shortest path between two things: choosing the other end, and saying where there is none.

import { button } from "../page/elements.js";
import { short } from "../page/things.js";

/** @import { ShortestPaths, State, Texts } from "./types.d.ts" */
/** @import { Messages } from "./messages.js" */

export class Paths {
  /**
   * @param {object} settings
   * @param {Texts} settings.texts
   * @param {Messages} settings.messages
   * @param {() => void} settings.onStart The other end is to be chosen.
   * @param {(part: Partial<State>) => void} settings.change
   */
  constructor({ texts, messages, onStart, change }) {
    this.texts = texts;
    this.messages = messages;
    this.onStart = onStart;
    this.change = change;
    /** @type {string | null} */
    this.start = null;
    this.isShown = false;
  }

  get isChoosing() {
    return this.start !== null;
  }

  /** @param {string} id */
  from(id) {
    this.start = short(id);
    this.messages.note(
      this.texts.pathTo,
      button(this.texts.cancel, () => this.cancel()),
    );
    this.onStart();
  }

  cancel() {
    this.start = null;
    this.messages.note("");
  }

  /**
   * @param {string} id
   * @param {Partial<State>} more What changes with it.
   */
  to(id, more = {}) {
    const from = this.start ?? "";
    this.cancel();
    this.change({ from, to: short(id), sel: "", edge: "", ...more });
  }

  /**
   * Says that there is no path between what a state names; one that there is has a card of its own.
   * @param {ShortestPaths | null} found
   */
  show(found) {
    const isMissing = Boolean(found && !found.nodes.length);
    const close = button(this.texts.close, () => this.change({ from: "", to: "" }));
    if (isMissing) this.messages.note(this.texts.noPath, close);
    else if (this.isShown) this.messages.note("");
    this.isShown = isMissing;
  }
}
