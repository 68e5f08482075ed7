import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf, short } from "../../api/static/page/things.js";

const ID = "https://w3id.org/sandbox-atlas/id/";

test("a thing of the atlas goes by kind and slug, any other by its IRI", () => {
  for (const name of ["institution/icbc", "institution/a/b", "institution/café"]) assert.equal(short(ID + name), name);
  for (const iri of ["https://example.org/id/x/y", `${ID}technologies`, `${ID}institution/`, "urn:isbn:1"])
    assert.equal(short(iri), iri);
});

test("a page has a path where the path means the thing, else it is found by the IRI", () => {
  assert.equal(pageOf(`${ID}institution/a/b`), "id/institution/a/b");
  assert.equal(pageOf(`${ID}institution/café`), "id/institution/café");
  for (const iri of [
    `${ID}institution/caf%C3%A9`,
    `${ID}institution/a/../b`,
    `${ID}technologies`,
    "https://e.org/id/x/y",
  ])
    assert.equal(pageOf(iri), `id?iri=${encodeURIComponent(iri)}`);
});
