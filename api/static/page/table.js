// Tables that a reader can sort and narrow. The order of the server comes back on the third click.

/** @type {Map<string | null, string>} */
const NEXT = new Map([
  [null, "ascending"],
  ["ascending", "descending"],
]);

const LANGUAGE = document.documentElement.lang || "en";
const ORDER = new Intl.Collator(LANGUAGE, { ignorePunctuation: true });
const NUMBER = new Intl.NumberFormat(LANGUAGE);

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

/** @param {string} text */
const plain = (text) => text.normalize("NFKC").toLocaleLowerCase(LANGUAGE);

/**
 * Sets back what a row begins with like the row above, so that the eye finds where something new begins.
 * @param {HTMLTableSectionElement} body
 */
function markRepeated(body) {
  /** @type {string[]} */
  let above = [];
  for (const row of body.rows) {
    if (row.hidden) continue;
    const cells = [...row.cells];
    const texts = cells.map((cell) => cell.textContent ?? "");
    const first = texts.findIndex((text, at) => text !== above[at] || cells[at].classList.contains("number"));
    for (const [at, cell] of cells.entries()) cell.classList.toggle("again", at < first);
    above = texts;
  }
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
      markRepeated(body);
    });
  }
  markRepeated(body);
}

/**
 * Shows only rows with all words of the field, and how many these are.
 * @param {HTMLElement} bar
 * @param {HTMLTableElement} table
 */
function narrowed(bar, table) {
  const label = /** @type {HTMLElement | null} */ (bar.querySelector("[data-narrowing]"));
  const field = label?.querySelector("input");
  const count = /** @type {HTMLElement | null} */ (bar.querySelector("[data-count]"));
  const body = table.tBodies[0];
  if (!label || !field || !count || body.rows.length < 2) return;
  const rows = [...body.rows].map((row) => ({ row, text: plain(row.textContent ?? "") }));
  const whole = count.textContent;
  label.hidden = false;
  count.setAttribute("role", "status");
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { row, text } of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    const said = (count.dataset.count ?? "")
      .replace("{shown}", NUMBER.format(shown))
      .replace("{all}", NUMBER.format(rows.length));
    count.textContent = words.length ? said : whole;
    markRepeated(body);
  });
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  const found = /** @type {HTMLTableElement} */ (table);
  sortable(found);
  const bar = /** @type {HTMLElement | null} */ (document.querySelector(".over-table"));
  if (bar) narrowed(bar, found);
}
