// The shortest path between two things: choosing the other end, and saying how long the path is.

import { button } from "../page/elements.js";
import { fill } from "../page/language.js";
import { short } from "../page/things.js";

/** @import { ShortestPaths, State, Texts } from "./types.d.ts" */
/** @import { Messages } from "./messages.js" */

export class Paths {
  /**
   * @param {object} settings
   * @param {Texts} settings.texts
   * @param {Messages} settings.messages
   * @param {(name: string) => string} settings.label The label of a thing that a state names.
   * @param {() => void} settings.onStart The other end is to be chosen.
   * @param {(part: Partial<State>) => void} settings.change
   */
  constructor({ texts, messages, label, onStart, change }) {
    this.texts = texts;
    this.messages = messages;
    this.label = label;
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

  /** @param {string} id */
  to(id) {
    const from = this.start ?? "";
    this.cancel();
    this.change({ from, to: short(id), sel: "", edge: "" });
  }

  /**
   * Says how long the path of a state is.
   * @param {State} state
   * @param {ShortestPaths | null} found
   */
  show({ from, to }, found) {
    if (!found) {
      if (this.isShown) this.messages.note("");
      this.isShown = false;
      return;
    }
    const ends = { from: this.label(from), to: this.label(to) };
    const text = found.nodes.length
      ? fill(this.texts.path, { count: String(found.length), ...ends })
      : this.texts.noPath;
    this.messages.note(
      text,
      button(this.texts.close, () => this.change({ from: "", to: "" })),
    );
    this.isShown = true;
  }
}
