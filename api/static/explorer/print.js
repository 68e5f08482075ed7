// Printing: a network goes to paper as the picture that is saved, in light colours, as printers squeeze or lose a canvas.

import { element } from "../page/elements.js";
import { onPaper } from "../page/theme.js";
import { svg } from "./picture.js";
import { fill } from "./rows.js";

/** @import { Foot } from "./caption.js" */
/** @import { Stage } from "./stage.js" */

/**
 * @param {Stage} stage
 * @param {() => Foot} foot
 */
function picture(stage, foot) {
  const { colours } = stage.appearance;
  const { theme } = colours;
  colours.theme = onPaper();
  stage.scene.take(stage.appearance);
  const drawn = new DOMParser().parseFromString(svg(stage, foot()), "image/svg+xml").documentElement;
  colours.theme = theme;
  stage.scene.take(stage.appearance);
  return element("div", { class: "printed" }, document.importNode(drawn, true));
}

/**
 * @param {Stage} stage
 * @param {() => Foot} foot
 */
export function printing(stage, foot) {
  const box = stage.canvas.closest(".stage") ?? stage.canvas;
  /** @type {HTMLElement | null} */
  let printed = null;
  window.addEventListener("beforeprint", () => {
    fill(document);
    printed?.remove();
    printed = picture(stage, foot);
    box.append(printed);
  });
  window.addEventListener("afterprint", () => {
    printed?.remove();
    printed = null;
  });
}
