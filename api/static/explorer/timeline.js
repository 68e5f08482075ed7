// The slider that moves through batches in order of time. What is not yet there is hidden; nothing moves.

import { control, find } from "../page/elements.js";
import { localized } from "../page/language.js";

/** @import { Period, Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

/**
 * The slider for a timeline: how far it goes, where it stands and what it says there. Its last place means no limit.
 * @param {Period[]} timeline
 * @param {number | undefined} now
 * @param {Texts} texts
 */
export function slider(timeline, now, texts) {
  const at = now ?? timeline.length;
  const batch = timeline[at];
  const label = batch ? `${localized(batch.label)} · ${batch.date || texts.undated}` : texts.allBatches;
  return { isHidden: timeline.length < 2, last: timeline.length, at, label };
}

export class Timeline {
  /**
   * @param {HTMLElement} box
   * @param {{ model: Model, texts: Texts, onMove: (batch: string) => void }} settings
   */
  constructor(box, { model, texts, onMove }) {
    this.box = box;
    this.model = model;
    this.texts = texts;
    this.input = control(box, "[data-until]");
    this.name = find(box, "[data-until-name]");
    this.input.addEventListener("input", () => onMove(this.model.timeline[Number(this.input.value)]?.id ?? ""));
  }

  show() {
    const { isHidden, last, at, label } = slider(this.model.timeline, this.model.now, this.texts);
    this.box.hidden = isHidden;
    if (isHidden) return;
    this.input.max = String(last);
    this.input.value = String(at);
    this.name.textContent = label;
    this.input.setAttribute("aria-valuetext", label);
  }
}
