// Groups: opening and closing them, which asks the server for another drawing of the same network.

import { button } from "../page/elements.js";
import { fill } from "../page/language.js";
import { short } from "../page/things.js";
import { filters as ofServer, written } from "./address.js";

/** @import { State, Texts } from "./types.d.ts" */
/** @import { Filters } from "./filters.js" */
/** @import { Model } from "./model.js" */

/**
 * The query of an address where some groups are open.
 * @param {State} state
 * @param {string[]} opened Kind and slug of each.
 * @param {string} search
 */
export function withOpened(state, opened, search = location.search) {
  const asked = ofServer(search);
  asked.set("drawing", "groups");
  asked.delete("opened");
  for (const each of [...new Set(opened)].sort()) asked.append("opened", each);
  return written(state, `?${asked}`);
}

export class Groups {
  /**
   * @param {object} settings
   * @param {() => Model} settings.model
   * @param {() => State} settings.state
   * @param {() => Filters | undefined} settings.filters
   * @param {Texts} settings.texts
   */
  constructor({ model, state, filters, texts }) {
    this.model = model;
    this.state = state;
    this.filters = filters;
    this.texts = texts;
  }

  /** @param {string} id Of a group, or of a thing in one: then of the groups that it is in. */
  open(id) {
    const opened = [...this.model().opened.map(short), short(id)];
    return this.filters()?.go(withOpened({ ...this.state(), sel: "", edge: "" }, opened));
  }

  /** @param {string} id */
  close(id) {
    const opened = this.model().opened.filter((each) => each !== id);
    return this.filters()?.go(withOpened({ ...this.state(), sel: "", edge: "" }, opened.map(short)));
  }

  /** Buttons that close what is open. */
  get buttons() {
    const model = this.model();
    return model.opened.flatMap((id) => {
      const node = model.nodes.get(id);
      const name = node ? model.label(node) : (model.areas[id] && Object.values(model.areas[id])[0]) || short(id);
      return [" ", button(fill(this.texts.closeGroup, { name }), () => this.close(id), { class: "link" })];
    });
  }
}
