// The page of the search in a copy as files: shows what its address asks for, as the page of the server does.

import { element, find } from "../page/elements.js";
import { fill, number } from "../page/language.js";
import { suggestions } from "../page/suggestions.js";

const MOST = 100;

/** @param {import("../page/suggestions.js").Suggestion} thing */
function listed({ href, lang, label, facts, matched }) {
  const other = matched && matched !== label ? ` · ${matched}` : "";
  const link = element("a", { href, lang: lang === document.documentElement.lang ? "" : lang }, label);
  return element("li", {}, link, " ", element("span", { class: "quiet" }, facts + other));
}

/** @param {import("../page/suggestions.js").Asked} question */
function asked({ href, title, facts }) {
  return element("li", {}, element("a", { href }, title), " ", element("span", { class: "quiet" }, facts));
}

/** @param {HTMLElement} box */
export async function show(box) {
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  for (const field of document.querySelectorAll("#search-page, #site-search"))
    if (field instanceof HTMLInputElement && field.id === "search-page") field.value = query;
  if (!query) return;
  const {
    none = "",
    failed = "",
    guesses = "",
    count = "",
    first = "",
    asked: heading = "",
    things: below = "",
  } = box.dataset;
  const found = await suggestions("", query, [], MOST);
  const { results = [], suggestions: similar = [], questions = [] } = found ?? {};
  const total = results.length ? (found?.total ?? results.length) : 0;
  const said = found ? (total ? fill(count, { count: number(total) }) : fill(none, { query })) : failed;
  const more = total > results.length ? ` · ${fill(first, { count: number(results.length) })}` : "";
  const status = element("p", { class: total ? "quiet" : "notice", role: "status" }, said + more);
  const browse = find(box, "[data-browse]");
  browse.hidden = false;
  if (!total) status.append(" ", browse);
  box.replaceChildren();
  if (questions.length)
    box.append(element("h2", {}, heading), element("ul", { class: "results" }, ...questions.map(asked)));
  if (questions.length && total) box.append(element("h2", {}, below));
  if (total || !questions.length) box.append(status);
  if (!total && similar.length) box.append(element("h2", {}, guesses));
  const things = total ? results : similar;
  if (things.length) box.append(element("ol", { class: "results" }, ...things.map(listed)));
  find(document, "h1").scrollIntoView({ block: "nearest" });
}

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-results]"));
if (box) show(box);
