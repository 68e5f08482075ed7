// The settings of a view: what colours, sizes and areas mean, how many names, which sources; zoom, marking, full screen.

import { control, findAll } from "../page/elements.js";
import { SourceChoice } from "./sources.js";

/** @import { State } from "./types.d.ts" */
/** @import { View } from "./view.js" */

const SELECTS = /** @type {const} */ (["colour", "size", "area", "names"]);

export class Settings {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.canvas = view.canvas;
    this.model = view.model;
    const { on, stage } = view;
    const box = view.part("sources");
    this.sources = box && new SourceChoice(box, (part) => on.change(part));
    for (const each of findAll(view.section, "[data-zoom]"))
      each.addEventListener("click", () => stage.zoom(each.dataset.zoom));
    view.part("mark")?.addEventListener("click", () => this.mark());
    view.part("screen")?.addEventListener("click", () => this.fill());
    for (const name of SELECTS) {
      const field = view.part(name) && this.field(name);
      if (!field) continue;
      field.addEventListener(name === "names" ? "input" : "change", () => on.change({ [name]: field.value }));
    }
    if (view.state) this.follow(view.state);
  }

  /** @param {string} name */
  field(name) {
    return control(this.view.section, `[data-${name}]`);
  }

  /** Lets the next drags mark things, or move the network again. */
  mark() {
    const { gestures } = this.view.stage;
    gestures.isMarking = !gestures.isMarking;
    this.canvas.toggleAttribute("data-marking", gestures.isMarking);
    this.view.part("mark")?.setAttribute("aria-pressed", String(gestures.isMarking));
  }

  /** Fills the screen with the network, or gives it back to the page. */
  fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.view.section.requestFullscreen?.();
  }

  /** @param {State} state */
  follow(state) {
    for (const name of SELECTS) if (this.view.part(name)) this.field(name).value = state[name];
    this.sources?.show(this.model, state);
  }
}
