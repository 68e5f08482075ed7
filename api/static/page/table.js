// Tables that a reader can sort. The order of the server comes back on the third click.

/** @type {Map<string | null, string>} */
const NEXT = new Map([
  [null, "ascending"],
  ["ascending", "descending"],
]);

const ORDER = new Intl.Collator(document.documentElement.lang || "en", { ignorePunctuation: true });

/**
 * @param {HTMLTableCellElement | undefined} cell
 * @returns {string | number} What a row is sorted by.
 */
function key(cell) {
  if (!cell) return "";
  const number = Number(cell.dataset.sort ?? NaN);
  return Number.isNaN(number) ? (cell.textContent ?? "").trim() : number;
}

/**
 * Numbers stand before texts.
 * @param {string | number} one
 * @param {string | number} other
 */
function compare(one, other) {
  if (typeof one === "number") return typeof other === "number" ? one - other : -1;
  return typeof other === "number" ? 1 : ORDER.compare(one, other);
}

/** @param {HTMLTableElement} table */
function sortable(table) {
  const body = table.tBodies[0];
  const given = [...body.rows];
  const heads = [...(table.tHead?.rows[0].cells ?? [])];
  for (const [column, head] of heads.entries()) {
    const name = head.textContent ?? "";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.title = (table.dataset.textSort ?? "").replace("{column}", () => name);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const order = NEXT.get(head.getAttribute("aria-sort"));
      for (const each of heads) each.removeAttribute("aria-sort");
      if (order) head.setAttribute("aria-sort", order);
      const sign = order === "descending" ? -1 : 1;
      const sorted = [...given].sort((a, b) => sign * compare(key(a.cells[column]), key(b.cells[column])));
      body.replaceChildren(...(order ? sorted : given));
    });
  }
}

for (const table of document.querySelectorAll("table[data-sortable]"))
  sortable(/** @type {HTMLTableElement} */ (table));
