// The SPARQL page of a copy as files: queries run in the reader's browser. A link names a query in its fragment.

import { fileOf } from "../page/copy.js";
import { button, data, element, find, findAll } from "../page/elements.js";
import { fill, lang, number } from "../page/language.js";
import { pageOf } from "../page/things.js";
import { mistake, refusal } from "./mistakes.js";

const MOST = 1000;
const DEADLINE = 60_000;
const ID = "https://w3id.org/sandbox-atlas/id/";

/** @typedef {{ type: string, value: string, datatype?: string, "xml:lang"?: string }} Term */

const form = /** @type {HTMLFormElement} */ (find(document, "[data-editor]"));
const field = /** @type {HTMLTextAreaElement} */ (find(form, "textarea"));
const box = find(document, "[data-answer]");
const texts = /** @type {Record<string, string>} */ (box.dataset);
/** @type {{ prefixes: Record<string, string> }} */
const { prefixes } = data(form, "[data-vocabulary]");
/** @type {import("./mistakes.js").Rules} */
const rules = data(form, "[data-rules]");

/** @type {Worker | null} */
let worker = null;

/** The query that the address names, if any. */
function named() {
  return new URLSearchParams(location.hash.slice(1)).get("query") ?? "";
}

/**
 * A query with the usual prefixes that it uses and does not declare, all in its first line: its lines keep their numbers.
 * @param {string} query
 */
function declared(query) {
  const wanted = Object.entries(prefixes).filter(
    ([name]) => new RegExp(`(?<![\\w-])${name}:`).test(query) && !new RegExp(`PREFIX\\s+${name}:`, "i").test(query),
  );
  return wanted.map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("") + query;
}

/**
 * What the worker answers; it is ended at the deadline, and started again with the next query.
 * @param {Record<string, unknown>} asked
 * @returns {Promise<any>}
 */
function run(asked) {
  worker ??= new Worker(fileOf("static/bundles/queries.js"), { type: "module" });
  const running = worker;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      running.terminate();
      worker = null;
      resolve({ error: texts.slow });
    }, DEADLINE);
    running.onmessage = ({ data: answer }) => {
      clearTimeout(timer);
      resolve(answer);
    };
    running.onerror = () => resolve({ error: texts.failed });
    running.postMessage({ ...asked, data: fileOf("data/atlas.trig").href, lang, most: MOST });
  });
}

/**
 * @param {Term | undefined} term
 * @param {Record<string, string>} labels
 */
function cell(term, labels) {
  if (!term) return element("td");
  if (term.type !== "uri") return element("td", { lang: term["xml:lang"] }, term.value);
  const { value } = term;
  const prefix = Object.entries(prefixes).find(
    ([, iri]) => value.startsWith(iri) && !/[/#]/.test(value.slice(iri.length)),
  );
  const text = labels[value] ?? (prefix ? `${prefix[0]}:${value.slice(prefix[1].length)}` : value);
  const root = new URL(find(document, "a.brand").getAttribute("href") ?? "", location.href);
  const href = value.startsWith(ID) ? new URL(pageOf(value), root).href : value;
  return element("td", {}, element("a", { href, rel: value.startsWith(ID) ? "" : "noreferrer" }, text));
}

/**
 * @param {{ names: string[], rows: Record<string, Term>[], total: number, labels: Record<string, string> }} answer
 */
function table({ names, rows, total, labels }) {
  const counted = total > rows.length ? texts.some : texts.all;
  const said = element("p", { class: "quiet" }, fill(counted, { shown: number(rows.length), count: number(total) }));
  if (!rows.length) return [said, element("p", { class: "notice" }, texts.none)];
  const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map((row) => element("tr", {}, ...names.map((name) => cell(row[name], labels))));
  const made = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  const region = { class: "scroll", tabindex: "0", role: "region", "aria-label": box.getAttribute("aria-label") ?? "" };
  return [said, element("div", region, made)];
}

/**
 * @param {string} query
 * @param {"csv" | "json"} format
 */
async function save(query, format) {
  const { text, error } = await run({ query, format });
  if (error) return;
  const link = element("a", {});
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `result.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * Why there is no answer, in the reader's words where the engine has its own.
 * @param {string} message
 * @param {string} query As it stands in the field.
 * @param {number} before Signs that were put before it.
 */
function told(message, query, before) {
  const [found, refused] = [mistake(query, message, rules, before), refusal(message, rules)];
  const engine = element("p", { lang: found || refused ? "en" : "" }, message);
  const title = element("p", {}, element("strong", {}, found ? rules.title : (refused?.title ?? "")));
  if (!found) return refused ? [title, element("p", {}, refused.advice), below(engine)] : [engine];
  const place = fill(rules.place, { line: number(found.line), column: number(found.column) });
  const [start, word, end] = found.excerpt;
  const line = element("pre", { class: "code", tabindex: "0" }, start, element("mark", {}, word || " "), end);
  return [title, element("p", {}, found.sentence), element("p", { class: "quiet" }, place), line, below(engine)];
}

/** @param {Node} engine What the engine says. */
function below(engine) {
  return element("details", {}, element("summary", {}, rules.below), engine);
}

/**
 * @param {string} query
 * @param {string} written The query as the reader wrote it.
 * @param {any} answer
 * @returns {Node[]}
 */
function shown(query, written, answer) {
  if (answer.error) {
    const said = told(answer.error, written, query.length - written.length);
    return [element("div", { class: "notice", role: "alert" }, ...said)];
  }
  const time = fill(texts.time, {
    seconds: number(Math.round(answer.seconds * 1000) / 1000),
    size: number(answer.size),
  });
  const line = element("p", { class: "quiet" }, time);
  if ("boolean" in answer) return [line, element("p", { class: "notice" }, answer.boolean ? texts.yes : texts.no)];
  if ("turtle" in answer) return [line, element("pre", { class: "code", tabindex: "0" }, answer.turtle)];
  const formats = /** @type {("csv" | "json")[]} */ (["csv", "json"]);
  const files = formats.map((each) =>
    element(
      "li",
      {},
      button(each.toUpperCase(), () => save(query, each)),
    ),
  );
  return [line, element("ul", { class: "actions" }, ...files), ...table(answer)];
}

async function ask() {
  const written = field.value;
  const query = declared(written);
  const hash = `#query=${encodeURIComponent(written)}`;
  if (location.hash !== hash) history.pushState(null, "", hash);
  box.setAttribute("aria-busy", "true");
  box.replaceChildren(element("p", { class: "quiet", role: "status" }, worker ? texts.running : texts.loading));
  const answer = await run({ query });
  box.removeAttribute("aria-busy");
  box.replaceChildren(...shown(query, written, answer));
  box.dataset.answered = "true";
}

/** Takes up the query of the address. */
function take() {
  const query = named();
  if (!query) return;
  field.value = query;
  form.dispatchEvent(new Event("taken"));
}

for (const link of findAll(document, ".examples a[href*='#query=']"))
  link.addEventListener("click", () => setTimeout(() => [take(), ask()])); // the address has changed by then
addEventListener("hashchange", take);
take();
// The editor, which is started after this script, writes its text into the field first.
addEventListener("DOMContentLoaded", () => {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  if (named()) ask();
});
