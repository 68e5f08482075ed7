// What every page does: the switch between light and dark, remembered in a cookie; the menu of a narrow screen.

import { isComposing } from "./composition.js";
import { findAll } from "./elements.js";
import { citing, inLanguage } from "./language.js";
import { isDark, onPreference } from "./theme.js";
import "./story.js";

const root = document.documentElement;
const home = new URL("../../", import.meta.url).pathname; // this file is in static/page/ below it
const themeSwitch = /** @type {HTMLElement | null} */ (document.querySelector("[data-theme-switch]"));
const menu = /** @type {HTMLElement | null} */ (document.querySelector("[data-menu]"));

function announce() {
  if (themeSwitch) themeSwitch.textContent = themeSwitch.dataset[isDark() ? "light" : "dark"] ?? "";
  document.dispatchEvent(new CustomEvent("themechange"));
}

themeSwitch?.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme};path=${home};max-age=31536000;samesite=lax`;
  announce();
});
onPreference(announce);
announce();

menu?.addEventListener("click", () => {
  const isOpen = menu.getAttribute("aria-expanded") !== "true";
  menu.setAttribute("aria-expanded", String(isOpen));
});

// The page may have gone on to another address, as the explorer does with each filter and selection.
for (const link of findAll(document, "a[data-language]"))
  for (const event of ["pointerdown", "focus", "click", "contextmenu"])
    link.addEventListener(event, () => link.setAttribute("href", inLanguage(location, link.dataset.language ?? "")));

for (const link of findAll(document, "a[data-cite]"))
  for (const event of ["pointerdown", "focus", "click", "contextmenu"])
    link.addEventListener(event, () => link.setAttribute("href", citing(location, link.getAttribute("href") ?? "")));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !isComposing(event) && menu?.getAttribute("aria-expanded") === "true") {
    menu.setAttribute("aria-expanded", "false");
    menu.focus();
  }
});
