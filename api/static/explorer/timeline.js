// The slider that moves through dated batches in order of time, and the tick beside it for what has no date. What is not
// yet there is hidden; nothing moves.

import { control, find } from "../page/elements.js";
import { fill, localized, number } from "../page/language.js";

/** @import { Period, Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

/**
 * The slider for dated batches: how far it goes, where it stands and what it says there. Its last place means no limit.
 * @param {Period[]} moments
 * @param {number | undefined} now
 * @param {Texts} texts
 */
export function slider(moments, now, texts) {
  const at = now ?? moments.length;
  const batch = moments[at];
  const label = batch ? `${batch.date} · ${localized(batch.label)}` : texts.allBatches;
  return { isHidden: moments.length < 2, last: moments.length, at, label };
}

export class Timeline {
  /**
   * @param {HTMLElement} box
   * @param {{ model: Model, texts: Texts, onMove: (batch: string) => void, onTick: (isOn: boolean) => void }} settings
   */
  constructor(box, { model, texts, onMove, onTick }) {
    this.box = box;
    this.model = model;
    this.texts = texts;
    this.input = control(box, "[data-until]");
    this.name = find(box, "[data-until-name]");
    this.tick = /** @type {HTMLInputElement} */ (find(box, "[data-undated]"));
    this.input.addEventListener("input", () => onMove(this.model.moments[Number(this.input.value)]?.id ?? ""));
    this.tick.addEventListener("change", () => onTick(this.tick.checked));
  }

  /** @param {boolean} isTicked Whether what has no date is wanted. */
  show(isTicked) {
    const { moments, now, undated } = this.model;
    const { isHidden, last, at, label } = slider(moments, now, this.texts);
    this.box.hidden = isHidden;
    if (isHidden) return;
    this.input.max = String(last);
    this.input.value = String(at);
    this.name.textContent = label;
    this.name.title = label;
    this.input.setAttribute("aria-valuetext", label);
    const isLimited = now !== undefined;
    find(this.box, "[data-undated-name]").textContent = fill(this.texts.undatedOnes, { count: number(undated) });
    find(this.box, "label.tick").hidden = !undated;
    this.tick.disabled = !isLimited;
    this.tick.checked = !isLimited || isTicked;
  }
}
