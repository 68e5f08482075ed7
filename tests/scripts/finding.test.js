import assert from "node:assert/strict";
import { test } from "node:test";
import { find } from "../../api/static/copy/finding.js";

const NAMES = ["农业银行", "兴业银行", "招商银行", "云计算", "区块链", "云"];

test("a short Chinese name may have one other sign in its place, where only one thing is meant", async () => {
  const things = NAMES.map((name, at) => [
    `https://w3id.org/sandbox-atlas/id/technology/t${at}`,
    `id/technology/t${at}.html`,
    ...[name, "zh", "", [[0, name, "", ""]]],
  ]);
  const files = { "names.json": { signs: {}, things }, "questions.json": { signs: {}, words: "", questions: [] } };
  const address = new URL("https://host.example/atlas/search/names.json");
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {URL} */ { href }) => {
      const [, name] = /** @type {[string, keyof files]} */ (/** @type {unknown} */ (href.match(/([^/]+)$/)));
      return { ok: true, json: async () => files[name] };
    }
  );
  const guesses = async (/** @type {string} */ text) =>
    (await find(address, text, ["technology"], 10)).suggestions.map(({ label }) => label);
  for (const [text, meant] of [
    ["区块连", "区块链"],
    ["招尚银行", "招商银行"],
    ["云计蒜", "云计算"],
  ])
    assert.deepEqual(await guesses(text), [meant], text);
  for (const text of ["建业银行", "块区链", "云记蒜", "云算计", "纭", "招商行"])
    assert.deepEqual(await guesses(text), [], text);
});
