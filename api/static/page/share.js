// Buttons that copy the address of an answer, the lines that put it into another page, or a text of this one.

import { copy, iframe } from "./clipboard.js";
import { findAll } from "./elements.js";

/** @param {{ isFigure: boolean }} what Whether the picture of an answer is wanted without its table. */
function embedding({ isFigure }) {
  const address = new URL(location.href);
  address.searchParams.set("embed", "1");
  if (isFigure) address.searchParams.set("rows", "none");
  return iframe(address.href, document.title);
}

/** @param {HTMLElement} button */
function wanted({ dataset }) {
  if (dataset.copy === "text") return document.getElementById(dataset.of ?? "")?.textContent ?? "";
  const isFigure = dataset.copy === "figure";
  return isFigure || dataset.copy === "embed" ? embedding({ isFigure }) : location.href;
}

for (const button of findAll(document, "[data-copy][data-done]")) {
  const text = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const target = wanted(button);
    if (await copy(target)) button.textContent = button.dataset.done ?? "";
    else window.prompt(button.dataset.byHand, target);
    setTimeout(() => {
      button.textContent = text;
    }, 2000);
  });
}
