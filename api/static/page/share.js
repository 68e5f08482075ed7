// Buttons that copy the address of an answer, or the lines that put it into another page.

import { copy, iframe } from "./clipboard.js";
import { findAll } from "./elements.js";

function embedding() {
  const address = new URL(location.href);
  address.searchParams.set("embed", "1");
  return iframe(address.href, document.title);
}

for (const button of findAll(document, "[data-copy]")) {
  const text = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const target = button.dataset.copy === "embed" ? embedding() : location.href;
    if (await copy(target)) button.textContent = button.dataset.done ?? "";
    else window.prompt(button.dataset.byHand, target);
    setTimeout(() => {
      button.textContent = text;
    }, 2000);
  });
}
