// What every page does: the switch between light and dark, remembered in a cookie.

const root = document.documentElement;
const button = document.querySelector("[data-theme-switch]");
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

export function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches;
}

function announce() {
  if (button) button.textContent = isDark() ? button.dataset.light : button.dataset.dark;
  document.dispatchEvent(new CustomEvent("themechange"));
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`;
    announce();
  });
}
prefersDark.addEventListener("change", announce);
announce();
