import assert from "node:assert/strict";
import { test } from "node:test";
import { Register } from "../../api/static/copy/linking.js";

const BASE = "https://example.org/id/";
const IDS = ["bank/one", "bank/two", "app/a", "app/b", "batch/x", "bank/alone"];
const LABEL = { en: "applicant" };
const PACKED = {
  start: BASE,
  lang: "en",
  nodes: {
    id: IDS,
    label: IDS,
    href: { before: "id/", after: "/index.html" },
    class: { values: ["Bank", "App", "Batch"], at: [0, 0, 1, 1, 2, 0] },
  },
  edges: {
    from: [2, 3, 2, 3, 2],
    to: [0, 1, 4, 4, 1],
    relation: { values: ["applicant", "inBatch", "partner"], at: [0, 0, 1, 1, 2] },
  },
  legend: {
    classes: [
      { id: "Bank", role: "actor" },
      { id: "App", role: "item" },
      { id: "Batch", role: "container" },
    ],
    relations: [{ id: "applicant", label: LABEL, inverse: { en: "applies for" } }],
  },
};
const MORE = { nodes: { names: [["First"], null, null, null, null, null] }, labels: {} };

function register(without = -1) {
  const edges = {
    from: PACKED.edges.from.filter((_, at) => at !== without),
    to: PACKED.edges.to.filter((_, at) => at !== without),
    relation: { ...PACKED.edges.relation, at: PACKED.edges.relation.at.filter((_, at) => at !== without) },
  };
  return new Register(/** @type {any} */ ({ ...PACKED, edges }), /** @type {any} */ (MORE), "https://host.example/zh/");
}

/** @param {{ nodes: { id: string }[] }} part */
const named = (part) => part.nodes.map(({ id }) => id.slice(BASE.length));

test("neighbours are the most linked first, with their links and the numbers by relation", () => {
  const found = register().neighbours(`${BASE}app/a`, 2);
  assert.deepEqual([named(found), found.total], [["app/a", "bank/two", "batch/x"], 3]);
  assert.deepEqual(found.edges.map(({ relation }) => relation).sort(), ["inBatch", "partner"]);
  assert.deepEqual(
    found.byRelation.map(({ relation, inverse, count }) => [relation, inverse, count]),
    [
      ["applicant", false, 1],
      ["inBatch", false, 1],
      ["partner", false, 1],
    ],
  );
  assert.equal(found.nodes[0].href, "https://host.example/zh/id/app/a/index.html");
  const own = register().neighbours(`${BASE}bank/one`, 9, "applicant");
  assert.deepEqual([named(own), own.byRelation[0].label], [["bank/one", "app/a"], { en: "applies for" }]);
  assert.deepEqual(own.nodes[0].names, ["First"]);
  assert.equal(register().neighbours(`${BASE}bank/none`, 9).total, 0);
});

test("the shortest paths lead through batches only where nothing else links two things", () => {
  const near = register().paths(`${BASE}bank/one`, `${BASE}bank/two`);
  assert.deepEqual([near.length, near.via, named(near)], [2, "applications", ["app/a", "bank/one", "bank/two"]]);
  const far = register(4).paths(`${BASE}bank/one`, `${BASE}bank/two`);
  assert.deepEqual([far.length, far.via, far.edges.length], [4, "anything", 4]);
  const several = register().paths(`${BASE}app/a`, `${BASE}app/b`, "anything");
  assert.deepEqual(
    several.paths?.map((path) => path[1].slice(BASE.length)),
    ["bank/two", "batch/x"],
  );
  const none = register().paths(`${BASE}bank/one`, `${BASE}bank/alone`);
  assert.deepEqual([none.length, none.nodes], [null, []]);
});
