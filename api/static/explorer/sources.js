// Choosing a source that is left out, or looked through alone.

import { control, element } from "../page/elements.js";
import { localized, number } from "../page/language.js";
import { short } from "../page/things.js";

/** @import { State } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

const LONGEST = 70;

/**
 * The origins of sources, those of most links first.
 * @param {Model} model
 */
export function bySupport(model) {
  const counts = model.sources.map(() => 0);
  for (const { origins = [] } of model.edges) for (const each of origins) counts[each] += 1;
  const all = model.sources.map((source, index) => ({ ...source, count: counts[index] }));
  return all.sort((a, b) => b.count - a.count);
}

export class SourceChoice {
  /**
   * @param {HTMLElement} box
   * @param {(part: Pick<State, "without" | "only">) => void} onChoose
   */
  constructor(box, onChoose) {
    this.box = box;
    this.how = control(box, "[data-source-how]");
    this.list = control(box, "[data-origin]");
    for (const each of [this.how, this.list]) each.addEventListener("change", () => onChoose(this.chosen()));
  }

  chosen() {
    const { value } = this.list;
    return { without: this.how.value === "without" ? value : "", only: this.how.value === "only" ? value : "" };
  }

  /**
   * @param {Model} model
   * @param {State} state
   */
  show(model, { without, only }) {
    this.box.hidden = !model.sources.length;
    this.how.value = without ? "without" : only ? "only" : "";
    this.list.hidden = !this.how.value;
    const names = bySupport(model).map(({ id, label, count }) => {
      const name = localized(label) || short(id);
      const text = name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name;
      return element("option", { value: short(id) }, `${text} (${number(count)})`);
    });
    this.list.replaceChildren(...names);
    if (without || only) this.list.value = without || only;
  }
}
