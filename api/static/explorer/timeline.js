// The slider that moves through batches in order of time. What is not yet there is hidden; nothing moves.

import { lang } from "./model.js";

export class Timeline {
  constructor(box, { model, texts, onMove }) {
    Object.assign(this, { box, model, texts, onMove });
    this.input = box.querySelector("[data-until]");
    this.name = box.querySelector("[data-until-name]");
    this.input.addEventListener("input", () => onMove(this.model.timeline[Number(this.input.value)]?.id ?? ""));
  }

  // The last place of the slider means no limit.
  show() {
    const { timeline } = this.model;
    this.box.hidden = timeline.length < 2;
    if (this.box.hidden) return;
    this.input.max = String(timeline.length);
    const at = this.model.now ?? timeline.length;
    this.input.value = String(at);
    const batch = timeline[at];
    const label = batch
      ? `${batch.label[lang] ?? Object.values(batch.label)[0]} · ${batch.date || this.texts.undated}`
      : this.texts.allBatches;
    this.name.textContent = label;
    this.input.setAttribute("aria-valuetext", label);
  }
}
