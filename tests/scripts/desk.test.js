// The desk of a curator: what becomes of a draft, how an application is split, and where words stand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { home } from "../../api/static/desk/findings.js";
import {
  emptyApplication,
  emptyReview,
  languageOf,
  newBatchOf,
  placed,
  reference,
  reviewOf,
  slug,
  split,
} from "../../api/static/desk/model.js";
import { parts, Text } from "../../api/static/desk/text.js";

/**
 * @param {string} value
 * @param {number} start
 * @returns {import("../../api/static/desk/model.js").Claim}
 */
const claim = (value, start) => ({ value, position: [start, start + value.length], entity: "" });

test("a draft becomes a review in which nothing is decided, and known names are linked", () => {
  const claims = [
    { claim: "/applications/0/name", value: "Pay", position: [0, 3], entities: [] },
    {
      claim: "/applications/0/institutions/0/name",
      value: "Bank",
      position: [5, 9],
      entities: ["https://w3id.org/sandbox-atlas/id/institution/bank"],
    },
  ];
  const application = { institutions: [{ name: "Bank", role: "developer" }], technologies: [], position: [0, 9] };
  const draft = { text: "Pay (Bank)", claims, applications: [application], institutions: [], technologies: [] };
  const [made] = reviewOf(draft, "Notice").applications;
  assert.equal(made.state, "open");
  assert.deepEqual(made.institutions[0], {
    value: "Bank",
    position: [5, 9],
    entity: "institution/bank",
    role: "developer",
  });
});

test("what stands after the second name goes to the second application", () => {
  const institutions = [claim("North", 5), claim("South", 20)];
  /** @type {import("../../api/static/desk/model.js").Application} */
  const whole = { ...emptyApplication(), name: claim("One", 0), institutions, position: [0, 30] };
  const [first, second] = split(whole, claim("Two", 15));
  assert.deepEqual([first.institutions[0].value, second.institutions[0].value], ["North", "South"]);
  assert.deepEqual(
    [first.position, second.position],
    [
      [0, 15],
      [15, 30],
    ],
  );
  const [same, nameless] = split(whole, null);
  assert.equal(same.institutions.length, 2);
  assert.equal(nameless.name, null);
});

test("positions count code points, and the nearest words are found", () => {
  const text = new Text("𠮷 Bank and 𠮷 Bank");
  assert.equal(text.length, 17);
  assert.deepEqual(text.find("bank", 16), [13, 17]);
  assert.equal(text.slice(13, 17), "Bank");
  assert.equal(text.find("(bank", 0), null);
  assert.equal(text.position(3), 2);
});

test("marks that overlap become parts that do not", () => {
  /** @type {import("../../api/static/desk/text.js").Marked[]} */
  const marked = [
    { place: "a", kind: "application", span: [0, 6] },
    { place: "b", kind: "institution", span: [4, 8] },
    { place: "c", kind: "date", span: [20, 30] },
  ];
  const found = parts(marked, 10).map(({ start, end, of }) => [start, end, of.map(({ place }) => place).join("")]);
  assert.deepEqual(found, [
    [0, 4, "a"],
    [4, 6, "ab"],
    [6, 8, "b"],
    [8, 10, ""],
  ]);
});

test("a finding stands at its place or at the nearest around it", () => {
  const places = ["", "/applications", "/applications/1"];
  assert.equal(home("/applications/1/institutions/0", places), "/applications/1");
  assert.equal(home("/applications/12", places), "/applications");
  assert.equal(home("mine.trig:3", places), "");
});

test("slugs and references are read from what is shown", () => {
  assert.equal(slug("Café No. 5 – 北京"), "cafe-no-5");
  assert.equal(reference("[pboc-beijing-2] Beijing, second batch"), "pboc-beijing-2");
});

test("the sandbox and batch that a draft speaks of are chosen, and a batch that the register lacks is proposed", () => {
  const choices = { Sandbox: ["[hill] Hill sandbox", "[lake] Lake sandbox"], Place: ["[lakeside] Lakeside"] };
  const proposed = { sandbox: "lake", place: "lakeside", number: 3, batch: "", entry: "lake-3" };
  const made = placed(emptyReview(), { proposed }, choices);
  assert.deepEqual([made.sandbox, made.batch.entry, made.file], ["lake", "lake-3", "lake-3"]);
  assert.deepEqual(made.batch.cells, { Number: "3", Sandbox: "[lake] Lake sandbox", Place: "[lakeside] Lakeside" });
  const known = placed(emptyReview(), { proposed: { ...proposed, batch: "lake-2", entry: "" } }, choices);
  assert.deepEqual([known.batch.entry, known.batch.cells], ["lake-2", {}]);
  const silent = { sandbox: "", place: "", number: null, batch: "", entry: "" };
  assert.deepEqual(placed(emptyReview(), { proposed: silent }, choices), emptyReview());
  const byHand = newBatchOf({ ...emptyReview(), document: "Lake notice", sandbox: "hill" }, null, choices);
  assert.deepEqual(byHand, { entry: "lake-notice", cells: { Number: "", Sandbox: "[hill] Hill sandbox" } });
});

test("a name is in the language of the document, as the check told it, or in one of the register's", () => {
  const review = emptyReview();
  assert.equal(languageOf({ ...review, lang: "uk" }, "Bank", ["en"], "en"), "uk");
  assert.equal(languageOf(review, "Ощадбанк", ["en", "ru", "uk"], "uk"), "uk");
  assert.equal(languageOf(review, "بانک ملی", ["en", "fa"]), "fa");
  assert.equal(languageOf(review, "三菱銀行", ["en", "ja"]), "ja");
  assert.equal(languageOf(review, "三菱銀行", ["en", "zh"]), "zh");
  assert.equal(languageOf(review, "Pay", ["en", "fa"]), "en");
  assert.equal(languageOf(review, "Banque", ["fr"]), "fr");
});
