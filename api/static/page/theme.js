// The theme: light or dark, and the colours and the font that style sheets give to it.

const NAMES = 13 / 16; // size of names beside that of the letters of the page
const DARK = "(prefers-color-scheme: dark)";

/** Whether the page is dark: what the reader chose, or else what the system prefers. */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia(DARK).matches;
}

/**
 * Calls back whenever the system's preference changes.
 * @param {() => void} run
 */
export function onPreference(run) {
  matchMedia(DARK).addEventListener("change", run);
}

/** The theme that is printed: light, whatever the screen shows. */
export function onPaper() {
  const { dataset } = document.documentElement;
  const chosen = dataset.theme;
  dataset.theme = "light";
  const found = theme();
  if (chosen === undefined) delete dataset.theme;
  else dataset.theme = chosen;
  return found;
}

/**
 * What drawings need of the style sheet. Reading it takes time: read it once for each change of theme.
 * @returns {import("../explorer/types.d.ts").Theme}
 */
export function theme() {
  const style = getComputedStyle(document.documentElement);
  const [ink, paper, quiet, line, neutral, font] = ["ink", "paper", "quiet", "line", "neutral", "sans"].map((name) =>
    style.getPropertyValue(`--${name}`).trim(),
  );
  return { isDark: isDark(), ink, paper, quiet, line, neutral, font, size: nameSize() };
}

/** Size of names in drawings, in pixels: it grows with the letters of the page. */
export function nameSize() {
  return NAMES * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}
