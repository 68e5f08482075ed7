// What is said of the document and of the batch, and the entries that are new.

import { button, element } from "../page/elements.js";
import { choice, field } from "./fields.js";
import { newBatchOf, reference, slug } from "./model.js";

/**
 * @typedef {import("./desk.js").Desk} Desk
 * @typedef {import("./model.js").Entry} Entry
 */

const NEW = " new";
const SOURCE = ["Title", "Publisher", "Issued", "Address"];
const BATCH = ["Sandbox", "Place", "Number", "Published by"];

/**
 * Values "[slug] label" as options of a choice.
 * @param {string[]} offered
 * @returns {[string, string][]}
 */
function options(offered) {
  return offered.map((each) => [reference(each), each.replace(/^\[[^\]]+\] /, "")]);
}

/**
 * Who reviews, where it is saved, and which source and batch it is.
 * @param {Desk} desk
 */
export function documentForm(desk) {
  const { review, words, choices } = desk;
  const { texts } = words;
  const made = element("div", { class: "document" });
  made.append(
    field(texts.by, review.by, (text) => desk.set(() => (review.by = text)), { autocomplete: "name", "data-by": "by" }),
    choice(texts.source, review.source, [["", "—"], ...options(choices.Source), [NEW, texts.newSource]], (value) =>
      value === NEW ? newSource(desk) : desk.redraw(() => (review.source = value)),
    ),
    choice(texts.batch, review.batch.entry, [["", "—"], ...options(choices.Batch), [NEW, texts.newBatch]], (value) =>
      value === NEW ? newBatch(desk) : desk.redraw(() => setBatch(desk, value)),
    ),
  );
  if (!review.batch.entry)
    made.append(
      choice(texts.sandbox, review.sandbox, [["", "—"], ...options(choices.Sandbox)], (value) =>
        desk.set(() => (review.sandbox = value)),
      ),
    );
  made.append(
    field(texts.file, review.file, (text) => desk.set(() => (review.file = text.trim())), {
      spellcheck: "false",
      "data-file": "file",
    }),
  );
  if (!desk.isSource(review.editors) || review.editors !== choices.editors)
    made.append(
      choice(texts.editors, review.editors, [["", "—"], ...options(choices.Source)], (value) =>
        desk.set(() => (review.editors = value)),
      ),
    );
  for (const place of ["/by", "/source", "/batch", "/file", "/applications"])
    made.append(element("ul", { class: "findings", "data-findings": place }));
  return made;
}

/**
 * What the text says of the batch.
 * @param {Desk} desk
 */
export function batchForm(desk) {
  const { batch } = desk.review;
  const { texts } = desk.words;
  const made = element("div", { class: "batch" });
  if (isNewBatch(desk)) made.append(...batchFields(desk));
  const numbers = /** @type {const} */ ([
    ["published", texts.published],
    ["announced", texts.announced],
    ["services", texts.services],
    ["products", texts.products],
  ]); // prettier-ignore
  for (const [name, label] of numbers) {
    const claim = batch[name];
    if (claim) made.append(desk.line(label, claim, `/batch/${name}`, "", () => (batch[name] = null)));
    else made.append(missing(desk, name, label));
  }
  for (const [at, claim] of batch.technologies.entries())
    made.append(
      desk.line(texts.focus, claim, `/batch/technologies/${at}`, "technology", () => batch.technologies.splice(at, 1)),
    );
  for (const [at, claim] of batch.institutions.entries())
    made.append(
      desk.line(texts.loose, claim, `/batch/institutions/${at}`, "institution", () => batch.institutions.splice(at, 1)),
    );
  return made;
}

/**
 * A field for what the draft does not know; the words that say so are selected afterwards.
 * @param {Desk} desk
 * @param {"published" | "announced" | "services" | "products"} name
 * @param {string} label
 */
function missing(desk, name, label) {
  const { batch } = desk.review;
  return field(
    label,
    "",
    () => {},
    { "data-missing": name },
    (text) => {
      if (!text.trim()) return;
      const position = desk.selection() ?? desk.text.find(text, 0);
      desk.redraw(() => (batch[name] = { value: text.trim(), position, entity: "" }));
    },
  );
}

/** @param {Desk} desk */
function isNewBatch(desk) {
  const { entry } = desk.review.batch;
  return entry && !desk.choices.Batch.some((/** @type {string} */ each) => reference(each) === entry);
}

/** @param {Desk} desk */
function batchFields(desk) {
  const { batch } = desk.review;
  const cell = (/** @type {string} */ heading, attributes = {}) =>
    field(
      desk.headings.called(heading),
      batch.cells[heading] ?? "",
      (text) => desk.set(() => (batch.cells[heading] = text)),
      attributes,
    );
  return [
    field(desk.headings.called("Entry"), batch.entry, (text) => desk.set(() => (batch.entry = text.trim())), {
      spellcheck: "false",
    }),
    ...desk.headings.languages.map((lang) => cell(desk.headings.ours(lang), { lang })),
    ...BATCH.map((heading) => cell(heading, desk.headings.listed(heading))),
  ];
}

/**
 * @param {Desk} desk
 * @param {string} value
 */
function setBatch(desk, value) {
  const { review } = desk;
  review.batch.entry = value;
  review.batch.cells = {};
  if (!review.file) review.file = slug(value);
}

/** @param {Desk} desk */
function newBatch(desk) {
  desk.redraw(() => {
    const { review, draft } = desk;
    Object.assign(review.batch, newBatchOf(review, draft, desk.choices));
    if (!review.file) review.file = review.batch.entry;
  });
}

/** @param {Desk} desk */
function newSource(desk) {
  desk.redraw(() => {
    const { review } = desk;
    const entry = slug(review.document.replace(/\.\w+$/, "")) || "announcement";
    const date = review.batch.published?.value ?? "";
    /** @type {Record<string, string>} */
    const cells = { Entry: entry };
    for (const lang of desk.headings.languages) cells[desk.headings.name(lang)] = "";
    for (const heading of SOURCE)
      cells[heading] = heading === "Issued" ? date : heading === "Title" ? review.document : "";
    review.entries.push({ kind: "source", cells, position: null });
    review.source = entry;
  });
}

/**
 * The entries that are new, with their names in each language.
 * @param {Desk} desk
 */
export function entryForms(desk) {
  const { texts } = desk.words;
  return desk.review.entries.map((entry, at) => {
    const place = `/entries/${at}`;
    const cells = Object.keys(entry.cells).map((heading) =>
      field(desk.headings.called(heading), entry.cells[heading], (text) => desk.rename(entry, heading, text), {
        ...desk.headings.listed(heading),
        "data-heading": heading,
      }),
    );
    const removed = button(texts.remove, () => desk.redraw(() => desk.review.entries.splice(at, 1)));
    const shown = button(texts.passage, () => desk.redraw(() => (entry.position = desk.selection())), {
      title: texts.passageHelp,
    });
    return element(
      "fieldset",
      { class: "entry", "data-place": place },
      element("legend", {}, `${texts.newEntry}: ${texts[entry.kind] ?? entry.kind}`),
      ...cells,
      element("div", { class: "tools" }, shown, removed),
      element("ul", { class: "findings", "data-findings": place }),
    );
  });
}

/**
 * A new entry for a name that the register does not know.
 * @param {Desk} desk
 * @param {string} kind
 * @param {string} name
 * @param {string} entry Its slug.
 * @returns {Entry}
 */
export function newEntry(desk, kind, name, entry) {
  /** @type {Record<string, string>} */
  const cells = { Entry: entry };
  const own = desk.languageOf(kind, name);
  const { headings } = desk;
  for (const lang of headings.languages) {
    const isName = lang === own || kind === "technology"; // no passage says what technologies are
    cells[isName ? headings.name(lang) : headings.ours(lang)] = lang === own ? name : "";
  }
  if (kind === "institution") cells["Kind of institution"] = "";
  if (kind === "technology") cells["Broader concept"] = "";
  return { kind, cells, position: null };
}
