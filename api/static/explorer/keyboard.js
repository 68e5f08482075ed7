// Walking the network by keys: arrows go to the neighbour that lies most in their direction.

import { isComposing } from "../page/composition.js";
import { within } from "../page/elements.js";

/** @import { Node } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

/** @type {Map<string, [number, number]>} */
const DIRECTIONS = new Map([
  ["ArrowRight", [1, 0]],
  ["ArrowLeft", [-1, 0]],
  ["ArrowDown", [0, 1]],
  ["ArrowUp", [0, -1]],
]);
const ZOOMS = new Map([
  ["+", "in"],
  ["=", "in"],
  ["-", "out"],
  ["0", "fit"],
]);
const AT_LEAST = 0.2;

/**
 * The neighbour to go to from a node, or where to begin when there is none.
 * @param {Model} model
 * @param {string | null} from
 * @param {[number, number]} direction
 * @returns {Node | null}
 */
export function next(model, from, [dx, dy]) {
  const here = from === null ? undefined : model.nodes.get(from);
  if (!here) return model.order.find((node) => !model.hidden.has(node.id)) ?? null;
  let best = null;
  let most = AT_LEAST;
  for (const node of model.neighbours(here.id).map((id) => model.node(id))) {
    if (model.hidden.has(node.id)) continue;
    const [x, y] = [node.x - here.x, node.y - here.y];
    const rate = (x * dx + y * dy) / (Math.hypot(x, y) || 1);
    if (rate > most) [best, most] = [node, rate];
  }
  return best;
}

/**
 * Keys of the canvas.
 * @param {HTMLElement} canvas
 * @param {object} on
 * @param {(direction: [number, number]) => void} on.walk
 * @param {() => boolean} on.open Opens the page of what is selected, if anything is.
 * @param {() => void} on.clear
 * @param {(way: string) => void} on.zoom
 */
export function listen(canvas, on) {
  canvas.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return; // those are the browser's
    const direction = DIRECTIONS.get(event.key);
    const zoom = ZOOMS.get(event.key);
    if (direction) {
      event.preventDefault();
      on.walk(direction);
    } else if (event.key === "Escape") on.clear();
    else if (zoom) on.zoom(zoom);
    else if (event.key !== "Enter" || !on.open()) return;
    event.stopPropagation();
  });
}

/**
 * Keys of the whole page: undo, and "/" to search in the network. Fields keep their own.
 * @param {HTMLElement} canvas
 * @param {HTMLInputElement} field
 * @param {() => void} onUndo
 */
export function shortcuts(canvas, field, onUndo) {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (isComposing(event) || within(event, "input:not([type=checkbox], [type=range]), textarea, select")) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "z" && !event.shiftKey) {
      event.preventDefault();
      onUndo();
    } else if (event.key === "/" && !isCommand && canvas.contains(document.activeElement)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      field.focus();
      field.select();
    }
  };
  document.addEventListener("keydown", pressed, true);
}
