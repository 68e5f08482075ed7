import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { matches } from "../../api/static/explorer/finder.js";
import { Model } from "../../api/static/explorer/model.js";
import { isComposing } from "../../api/static/page/composition.js";
import { wordsOf } from "../../api/static/page/folding.js";
import { iri, picture } from "./pictures.js";

test("names are compared in scripts as on the server", () => {
  const cases = JSON.parse(readFileSync(new URL("../fixtures/folding.json", import.meta.url), "utf8"));
  for (const [text, words] of Object.entries(cases)) assert.deepEqual(wordsOf(text), words, text);
});

test("a thing is found by words of any of its names, or because the server found it", () => {
  const model = new Model(picture());
  const bank = model.node(iri("Institution/bank"));
  bank.label = { en: "People’s Bank of Québec", zh: "魁北克银行" };
  bank.names = ["P.B.Q."];
  const found = (/** @type {string} */ text) => matches(model, wordsOf(text)).map(({ node }) => node.id);
  for (const text of ["Quebec", "peoples bank", "People’s Bank", "quebec bank", "北克", "PBQ", "ＱＵＥ"])
    assert.deepEqual(found(text), [bank.id], text);
  assert.deepEqual(found("ocbc"), []);
  assert.deepEqual(found("“…”"), []);
  const others = new Map([[bank.id, "魁北克银行"]]);
  assert.deepEqual(
    matches(model, wordsOf("kuibeike"), others).map(({ node, name }) => [node.id, name]),
    [[bank.id, "魁北克银行"]],
  );
  model.hidden.add(bank.id);
  assert.deepEqual(found("Quebec"), []);
  model.state.hide.add(bank.id);
  assert.deepEqual(found("Quebec"), [bank.id]); // hidden by hand: finding it shows it again
});

test("keys of an input method are not acted on", () => {
  const key = (/** @type {object} */ properties) => /** @type {KeyboardEvent} */ (properties);
  assert.equal(isComposing(key({ key: "Enter", isComposing: true, keyCode: 13 })), true);
  assert.equal(isComposing(key({ key: "Enter", isComposing: false, keyCode: 229 })), true);
  assert.equal(isComposing(key({ key: "Enter", isComposing: false, keyCode: 13 })), false);
});
