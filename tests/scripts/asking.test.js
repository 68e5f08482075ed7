import assert from "node:assert/strict";
import { test } from "node:test";
import { Asking } from "../../api/static/copy/asking.js";
import { wordsOf } from "../../api/static/page/folding.js";

const PAGES = new URL("https://host.example/atlas/");

/**
 * @param {string} reference
 * @param {string[]} names
 */
function thing(reference, ...names) {
  const [kind, slug] = reference.split("/");
  const forms = names.map((text) => ({ text, words: wordsOf(text), key: wordsOf(text).join("") }));
  return /** @type {any} */ ({ reference, kind, slug, label: names[0], href: new URL(reference, PAGES).href, forms });
}

const THINGS = [
  thing("place/lake", "Lakeside", "湖城"),
  thing("kind/bank", "bank", "银行"),
  thing("batch/lake-1", "Lakeside batch 1", "湖城首批"),
  thing("batch/lake-2", "Lakeside batch 2", "湖城第二批"),
  thing("place/worker", "工行"),
  thing("place/machine", "机构山"), // whose name begins with a word of questions
];
const PLACE = { name: "place", label: "Place: ", kinds: ["place"], answered: true };
const KIND = { name: "kind", label: "Kind: ", kinds: ["kind"] };
const BATCH = { name: "batch", label: "Batch: ", kinds: ["batch"] };
const WEIGHTS = {
  ...{ in: 0, take: 0, one: 0, 哪些: 0, 加的: 0, 的机: 0, 加机: 0, 机构: 0.5 },
  ...{ who: 1, part: 1, 参加: 1, new: 1, newcomer: 1, change: 1, row: 1 },
};
const WORDS = Object.keys(WEIGHTS);

/**
 * @param {string} title
 * @param {string} own
 * @param {object[]} parameters
 */
function question(title, own, parameters) {
  const [words, titled] = [own, title.toLowerCase()].map((text) =>
    text.split(" ").flatMap((word) => (WORDS.includes(word) ? [WORDS.indexOf(word)] : [])),
  );
  return { title, folder: `lookups/${title.split(" ")[0].toLowerCase()}/`, words, titled, parameters };
}

const CATALOGUE = {
  most: 3,
  enough: 0.6,
  words: WORDS.join(" "),
  weights: Object.values(WEIGHTS),
  rare: 1.4,
  answers: { place: { "place/lake": "lake", "place/worker": "worker" } },
  questions: [
    question("Who take part", "who take part 参加 哪些 机构", [PLACE, KIND]),
    question("New one", "new one newcomer", [{ ...BATCH, required: true }]),
    question("Change", "change new", [BATCH, { ...BATCH, name: "to" }]),
    { ...question("Raw row", "row newcomer 机构", []), last: true },
  ],
};
const asking = new Asking(/** @type {any} */ (CATALOGUE), THINGS, PAGES);

/** @param {string} text */
function found(text) {
  return asking
    .asked(wordsOf(text))
    .map(({ title, href, facts }) => [title, href.replace(PAGES.href, "").replace("/index.html", ""), facts]);
}

test("a text finds the question whose words it has, in either language", () => {
  for (const text of ["Who takes part", "参加的机构", "参加 机构"])
    assert.deepEqual(found(text)[0], ["Who take part", "lookups/who", ""], text);
  assert.deepEqual(
    found("newcomers").map(([title]) => title),
    ["Raw row"], // the others need a batch
  );
});

test("a thing that the text names chooses the answer for it, where that is a file", () => {
  const wanted = [["Who take part", "lookups/who/lake", "Place: Lakeside"]];
  assert.deepEqual(found("who takes part in Lakeside"), wanted);
  assert.deepEqual(found("banks lakeside"), wanted);
  assert.deepEqual(found("湖城银行"), wanted);
  assert.deepEqual(found("who lends to banks"), []); // of which too little is a question's

  assert.deepEqual(found("who banks"), [["Who take part", "lookups/who", ""]]);
});

test("a question that needs a thing leads to it where its answer is no file", () => {
  const wanted = [["New one", "batch/lake-2#sources", "Batch: Lakeside batch 2"]];
  assert.deepEqual(found("newcomers lakeside batch 2"), wanted);
  assert.deepEqual(found("newcomer 湖城第二批"), wanted);
});

test("a short name inside longer words is none", () => {
  for (const [text, facts] of [
    ["参加人工行为", []],
    ["参加工行业", []],
    ["参加 工行", ["Place: 工行"]],
  ])
    assert.deepEqual(
      found(/** @type {string} */ (text)).map(([, , said]) => said),
      facts,
      /** @type {string} */ (text),
    );
});

test("no question is guessed where a text only names a thing, or says what no question does", () => {
  for (const text of ["", "Lakeside", "banks", "asdf qwer", "lakeside batch 2", "lakeside bat"])
    assert.deepEqual(found(text), [], text);
});
