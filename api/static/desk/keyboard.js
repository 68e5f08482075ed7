// Keys of the desk: letters while nobody is writing, and Ctrl with Enter from anywhere.

import { isComposing } from "../page/composition.js";
import { within } from "../page/elements.js";

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{preview: () => void, save: () => void}} actions
 */
export function onKeys(desk, actions) {
  /** @type {Record<string, () => void>} */
  const keys = {
    j: () => desk.look(desk.current + 1),
    k: () => desk.look(Math.max(0, desk.current - 1)),
    a: () => desk.decide("accepted"),
    x: () => desk.decide("rejected"),
    s: () => desk.split(),
    d: () => desk.describe(),
    i: () => desk.addClaim("institutions"),
    t: () => desk.addClaim("technologies"),
    n: () => desk.add(),
    p: () => desk.show(desk.claim),
    e: () => field(desk, "[data-place$='/name'] input, [data-name]"),
    o: () => field(desk, "[data-ours]"),
    l: () => field(desk, ".entity"),
    c: actions.preview,
  };
  desk.root.ownerDocument.addEventListener("keydown", (event) => {
    if (isComposing(event) || desk.pane.closest("[hidden]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      event.preventDefault();
      actions.save();
      return;
    }
    if (event.key === "Escape" && within(event, "input, select")) {
      leaveField(desk);
      return;
    }
    if (event.key === "Enter" && within(event, ".card input")) {
      event.preventDefault();
      next(desk, /** @type {HTMLElement} */ (event.target));
      return;
    }
    const run = keys[event.key.toLowerCase()];
    if (!run || event.ctrlKey || event.metaKey || event.altKey || within(event, "input, textarea, select")) return;
    event.preventDefault();
    run();
  });
}

/**
 * Goes to the first field of the application that is looked at.
 * @param {import("./desk.js").Desk} desk
 * @param {string} selector
 */
function field(desk, selector) {
  const found = desk.root.querySelector(`.card.current :is(${selector})`);
  if (!(found instanceof HTMLInputElement)) return;
  found.focus();
  found.select();
}

/**
 * Enter in the last field for our own name accepts the application; in others it goes to the card.
 * @param {import("./desk.js").Desk} desk
 * @param {HTMLElement} target
 */
function next(desk, target) {
  const names = [...desk.root.querySelectorAll(".card.current [data-ours]")];
  const following = names[names.indexOf(target) + 1];
  if (!names.includes(target)) leaveField(desk);
  else if (following instanceof HTMLElement) following.focus();
  else {
    if (desk.application?.state === "accepted") desk.look(desk.current + 1);
    else desk.decide("accepted");
    field(desk, "[data-ours]");
  }
}

/**
 * Goes from a field to the card, where letters are keys.
 * @param {import("./desk.js").Desk} desk
 */
function leaveField(desk) {
  const card = desk.root.querySelector(".card.current .summary");
  if (card instanceof HTMLElement) card.focus();
}
