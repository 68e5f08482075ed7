// What every page does: the switch between light and dark, remembered in a cookie; the menu of a narrow screen.

const root = document.documentElement;
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const theme = document.querySelector("[data-theme-switch]");
const menu = document.querySelector("[data-menu]");

export function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches;
}

function announce() {
  if (theme) theme.textContent = isDark() ? theme.dataset.light : theme.dataset.dark;
  document.dispatchEvent(new CustomEvent("themechange"));
}

theme?.addEventListener("click", () => {
  root.dataset.theme = isDark() ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
  announce();
});
prefersDark.addEventListener("change", announce);
announce();

menu?.addEventListener("click", () => {
  const open = menu.getAttribute("aria-expanded") !== "true";
  menu.setAttribute("aria-expanded", String(open));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.getAttribute("aria-expanded") === "true") {
    menu.setAttribute("aria-expanded", "false");
    menu.focus();
  }
});
