// Matrices that are wider than their place: they open where most rows have something, not at empty columns.

import { findAll } from "./elements.js";

const MOST_SEEN = 0.5; // part of the columns; whoever sees more than half of them begins at the first
const FIRST = 10; // rows that come on the screen with the first column

/**
 * The first of so many columns side by side in which most rows have something; of several, those with most in them, and
 * then the earliest.
 * @param {boolean[][]} rows Of each row, whether a column has something.
 * @param {number} count How many columns are seen at once.
 */
export function fullest(rows, count) {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  let best = { start: 0, filled: -1, full: -1 };
  for (let start = 0; start <= Math.max(0, columns - count); start += 1) {
    const seen = rows.map((row) => row.slice(start, start + count).filter(Boolean).length);
    const [filled, full] = [seen.filter(Boolean).length, seen.reduce((sum, each) => sum + each, 0)];
    if (filled > best.filled || (filled === best.filled && full > best.full)) best = { start, filled, full };
  }
  return best.start;
}

for (const table of findAll(document, "table.matrix")) {
  const [scroll, body] = [table.closest(".scroll"), /** @type {HTMLTableElement} */ (table).tBodies[0]];
  const cells = [...(body?.rows[0]?.cells ?? [])];
  if (!scroll || scroll.scrollWidth <= scroll.clientWidth || cells.length < 2) continue;
  const [head, first] = cells;
  const seen = Math.max(1, Math.floor((scroll.clientWidth - head.offsetWidth) / first.offsetWidth));
  if (seen > cells.length * MOST_SEEN) continue;
  const rows = [...body.rows]
    .slice(0, FIRST)
    .map((row) =>
      [...row.querySelectorAll("td:not(.sum)")].map((cell) =>
        Boolean(cell.textContent?.trim() || cell.childElementCount),
      ),
    );
  const wanted = cells[fullest(rows, seen) + 1] ?? first;
  scroll.scrollLeft = wanted.getBoundingClientRect().left - first.getBoundingClientRect().left;
}
