// What a review changes, before it is saved: numbers, answers, and facts by thing.

import { element } from "../page/elements.js";

const SIGNS = { added: "+", removed: "−", changed: "~", evidence: "¶" };
const MOST = 60;

/**
 * @param {HTMLElement} pane
 * @param {any} found What `/edit/changes` answers.
 * @param {Record<string, string>} texts
 */
export function showChanges(pane, found, texts) {
  const removed = found.things
    .flatMap((/** @type {any} */ each) => each.changes)
    .filter((/** @type {any} */ each) => each.kind === "removed" || each.kind === "changed").length;
  const things = found.things.filter((/** @type {any} */ each) => !each.iri.startsWith("_:"));
  const made = [
    element("p", {}, texts.facts.replace("{count}", String(found.count)).replace("{removed}", String(removed))),
  ];
  const counts = found.counts.filter((/** @type {any} */ each) => each.before !== each.after);
  if (counts.length)
    made.push(
      table(
        [texts.what, texts.before, texts.after],
        counts.map((/** @type {any} */ each) => [each.label, each.before, each.after]),
        texts.counts,
      ),
    );
  if (found.answers.length)
    made.push(
      table(
        [texts.question, texts.before, "+", "−"],
        found.answers.map((/** @type {any} */ each) => [each.title, each.before, each.added, each.removed]),
        texts.answers,
      ),
    );
  const list = element("dl", { class: "changed" });
  for (const thing of things.slice(0, MOST)) {
    list.append(element("dt", {}, thing.href ? element("a", { href: thing.href }, thing.label) : thing.label));
    for (const change of thing.changes) list.append(fact(change, texts));
  }
  const more = things.length - MOST;
  const whole = element(
    "details",
    {},
    element("summary", {}, texts.facts1.replace("{count}", String(things.length))),
    list,
  );
  if (more > 0) whole.append(element("p", { class: "quiet" }, texts.more.replace("{count}", String(more))));
  const file = element(
    "details",
    {},
    element("summary", {}, texts.asTrig),
    element("pre", { class: "code", tabindex: "0" }, found.text),
  );
  pane.replaceChildren(...made, whole, file);
}

/**
 * @param {any} change
 * @param {Record<string, string>} texts
 */
function fact(change, texts) {
  const kind = /** @type {keyof typeof SIGNS} */ (change.kind);
  const made = element(
    "dd",
    {},
    element("abbr", { title: texts[kind] }, SIGNS[kind]),
    ` ${change.label}${texts.colon}`,
  );
  if (kind === "evidence") made.append(change.after.join(texts.comma));
  else {
    if (change.before.length) made.append(element("del", {}, change.before.join(texts.comma)));
    if (change.before.length && change.after.length) made.append(" → ");
    if (change.after.length) made.append(element("ins", {}, change.after.join(texts.comma)));
  }
  return made;
}

/**
 * @param {string[]} headings
 * @param {(string | number)[][]} rows
 * @param {string} caption
 */
function table(headings, rows, caption) {
  const head = element("tr", {}, ...headings.map((each) => element("th", { scope: "col" }, each)));
  const body = rows.map((row) => element("tr", {}, ...row.map((each) => element("td", {}, String(each)))));
  return element(
    "table",
    { class: "numbers" },
    element("caption", {}, caption),
    element("thead", {}, head),
    element("tbody", {}, ...body),
  );
}
