import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../../api/static/explorer/address.js";
import { next } from "../../api/static/explorer/keyboard.js";
import { Model } from "../../api/static/explorer/model.js";
import { iri, picture } from "./pictures.js";

const ONE = iri("Application/one");

function placed() {
  const model = new Model(picture());
  const places = { "Institution/bank": [100, 10], "Institution/insurer": [-100, 0], "Technology/ledger": [5, 80] };
  for (const [name, [x, y]] of Object.entries(places)) Object.assign(model.node(iri(name)), { x, y });
  return model;
}

test("arrows go to the neighbour that lies most in their direction", () => {
  const model = placed();
  assert.equal(next(model, ONE, [1, 0])?.id, iri("Institution/bank"));
  assert.equal(next(model, ONE, [-1, 0])?.id, iri("Institution/insurer"));
  assert.equal(next(model, ONE, [0, 1])?.id, iri("Technology/ledger"));
  assert.equal(next(model, ONE, [0, -1]), null);
});

test("a hidden neighbour is passed over, and without a selection the first thing is next", () => {
  const model = placed();
  model.apply({ ...read(""), hide: ["Institution/bank"] });
  assert.equal(next(model, ONE, [1, 0]), null);
  assert.equal(next(model, null, [1, 0])?.id, model.order[0].id);
});
