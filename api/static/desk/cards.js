// Cards: an application with its claims, in full for the one that is looked at, as a line for the others.

import { button, element } from "../page/elements.js";
import { claimLine, field } from "./fields.js";

/**
 * @typedef {import("./model.js").Application} Application
 * @typedef {import("./model.js").Claim} Claim
 * @typedef {import("./desk.js").Desk} Desk
 */

const OTHERS = ["Field of finance", "Basis"];
const SIGNS = { open: "○", accepted: "✓", rejected: "✕" };

/**
 * @param {Desk} desk
 * @param {Application} application
 * @param {number} at
 */
export function card(desk, application, at) {
  const place = `/applications/${at}`;
  const isCurrent = at === desk.current;
  const item = element("li", { class: `card ${application.state}${isCurrent ? " current" : ""}`, "data-place": place });
  const { texts } = desk.words;
  const name = application.is_described ? texts.described : application.name?.value || texts.nameless;
  const who = application.institutions.map(({ value }) => value).join(texts.comma);
  const summary = element(
    "button",
    { type: "button", class: "summary", "aria-expanded": String(isCurrent) },
    element("span", { class: "state", "aria-hidden": "true" }, SIGNS[application.state]),
    element("span", { class: "title" }, `${at + 1}. ${name}`),
    element("small", {}, isCurrent ? "" : who),
    element("span", { class: "hidden" }, ` ${texts[application.state]}`),
    element("span", { class: "number", "data-number": place }),
  );
  summary.addEventListener("click", () => desk.look(isCurrent ? -1 : at));
  item.append(summary);
  if (isCurrent) item.append(body(desk, application, place));
  item.append(element("ul", { class: "findings", "data-findings": place }));
  return item;
}

/**
 * @param {Desk} desk
 * @param {Application} application
 * @param {string} place
 */
function body(desk, application, place) {
  const { texts } = desk.words;
  const made = element("div", { class: "body" }, actions(desk, application));
  if (application.name && !application.is_described)
    made.append(desk.line(texts.name, application.name, `${place}/name`, "", () => {}));
  else if (!application.is_described)
    made.append(field(texts.name, "", (text) => desk.nameIt(application, text), { "data-name": "name" }));
  made.append(element("div", { class: "names" }, ...ours(desk, application)));
  lines(desk, made, texts.institution, application.institutions, `${place}/institutions`, "institution");
  lines(desk, made, texts.technology, application.technologies, `${place}/technologies`, "technology");
  if (application.type)
    made.append(
      desk.line(texts.type, application.type, `${place}/type`, "", () => {
        application.type = null;
      }),
    );
  else made.append(missingType(desk, application));
  made.append(element("div", { class: "names" }, ...OTHERS.map((heading) => cell(desk, application, heading))));
  const entry = field(texts.entry, application.entry, (text) => desk.set(() => (application.entry = text.trim())), {
    placeholder: texts.entryHelp,
    spellcheck: "false",
  });
  made.append(entry);
  return made;
}

/**
 * A field for the type that the draft does not know; the words that say so are selected, else those of the application.
 * @param {Desk} desk
 * @param {Application} application
 */
function missingType(desk, application) {
  const take = (/** @type {string} */ text) => {
    const value = text.trim();
    if (!value) return;
    const position = desk.selection() ?? desk.text.find(value, 0) ?? application.position;
    desk.redraw(() => (application.type = { value, position, entity: "" }));
  };
  return field(desk.words.texts.type, "", () => {}, { ...desk.headings.listed("Type"), "data-missing": "type" }, take);
}

/**
 * A field for a cell of the row that the application becomes.
 * @param {Desk} desk
 * @param {Application} application
 * @param {string} heading
 */
function cell(desk, application, heading) {
  const set = (/** @type {string} */ text) =>
    desk.set(() => (application.cells = { ...application.cells, [heading]: text }));
  const attributes = { ...desk.headings.listed(heading), "data-heading": heading };
  return field(desk.headings.called(heading), application.cells?.[heading] ?? "", set, attributes);
}

/**
 * @param {Desk} desk
 * @param {HTMLElement} made
 * @param {string} label
 * @param {Claim[]} claims
 * @param {string} place
 * @param {string} kind
 */
function lines(desk, made, label, claims, place, kind) {
  for (const [at, claim] of claims.entries())
    made.append(desk.line(label, claim, `${place}/${at}`, kind, () => claims.splice(at, 1)));
}

/**
 * Names of the curator's own, in the languages in which the register needs one.
 * @param {Desk} desk
 * @param {Application} application
 */
function ours(desk, application) {
  const printed = application.is_described ? "" : desk.languageOf("application", application.name?.value ?? "");
  return desk.headings.languages
    .filter((lang) => lang !== printed)
    .map((lang) =>
      field(
        desk.headings.called(desk.headings.ours(lang)),
        application.ours[lang] ?? "",
        (text) => desk.set(() => (application.ours[lang] = text)),
        {
          lang,
          "data-ours": lang,
        },
      ),
    );
}

/**
 * @param {Desk} desk
 * @param {Application} application
 */
function actions(desk, application) {
  const { texts } = desk.words;
  const made = element("div", { class: "buttons" });
  const add = (/** @type {string} */ words, /** @type {string} */ key, /** @type {() => void} */ run, pressed = "") =>
    made.append(
      button(words, run, {
        "aria-keyshortcuts": key,
        title: `${words} (${key})`,
        ...(pressed ? { "aria-pressed": pressed } : {}),
      }),
    );
  add(texts.accept, "A", () => desk.decide("accepted"), String(application.state === "accepted"));
  add(texts.reject, "X", () => desk.decide("rejected"), String(application.state === "rejected"));
  add(texts.split, "S", () => desk.split());
  add(texts.describe, "D", () => desk.describe(), String(application.is_described));
  add(texts.addInstitution, "I", () => desk.addClaim("institutions"));
  add(texts.addTechnology, "T", () => desk.addClaim("technologies"));
  return made;
}

export { claimLine };
