// The line of the legend: below a large drawing it takes one line, and a button shows what does not fit into it.

/** @param {HTMLElement} list The legend. */
export function keepInLine(list) {
  const button = /** @type {HTMLElement | null} */ (list.parentElement?.querySelector("[data-legend-fold]") ?? null);
  if (!button) return;
  /** @param {boolean} isLine */
  const fold = (isLine) => {
    list.classList.toggle("is-line", isLine);
    list.scrollTop = 0;
    button.setAttribute("aria-expanded", String(!isLine));
    button.textContent = (isLine ? button.dataset.more : button.dataset.less) ?? "";
    button.hidden = isLine && list.scrollHeight <= list.clientHeight + 1;
  };
  const isLine = () => list.classList.contains("is-line");
  button.addEventListener("click", () => fold(!isLine()));
  // Whoever comes to a box by the keyboard sees it.
  list.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement && target.matches(":focus-visible") && isLine()) fold(false);
  });
  // Whether all fits is asked when the page has been laid out: asking before would make the browser do so once more.
  list.classList.add("is-line");
  let isAsked = false;
  const again = () => {
    if (isLine()) fold(true);
    if (isAsked) return;
    isAsked = true;
    new MutationObserver(again).observe(list, { childList: true });
  };
  new ResizeObserver(again).observe(list);
}
