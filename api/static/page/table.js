// Tables that a reader can sort. The order of the server comes back on the third click.

function key(cell) {
  if (!cell) return "";
  const number = Number(cell.dataset.sort ?? NaN);
  return Number.isNaN(number) ? cell.textContent.trim() : number;
}

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return one.localeCompare(other, document.documentElement.lang);
}

function sortable(table) {
  const body = table.tBodies[0];
  const given = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.title = table.dataset.textSort.replace("{column}", head.textContent);
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const next = { ascending: "descending", descending: null }[head.getAttribute("aria-sort")];
      const order = next === undefined ? "ascending" : next;
      for (const each of heads) each.removeAttribute("aria-sort");
      if (order) head.setAttribute("aria-sort", order);
      const sign = order === "descending" ? -1 : 1;
      const rows = order
        ? [...given].sort((a, b) => sign * compare(key(a.cells[column]), key(b.cells[column])))
        : given;
      body.replaceChildren(...rows);
    });
  });
}

for (const table of document.querySelectorAll("table[data-sortable]")) sortable(table);
