import assert from "node:assert/strict";
import { test } from "node:test";
import { complete, unpacked } from "../../api/static/explorer/columns.js";

const PACKED = {
  start: "https://example.org/id/",
  lang: "en",
  nodes: {
    id: ["bank/one", "application/two"],
    label: ["One", ""],
    href: { before: "/id/", after: "?snapshot=1" },
    x: [1, -2],
    y: [0, 3],
    size: [8, 9.5],
    degree: [1, 1],
    class: { values: ["sbx:Institution", "sbx:Application"], at: [0, 1] },
    kind: { values: ["https://example.org/id/kind/bank"], at: [0, -1] },
    batches: { values: [["urn:batch", 0]], at: [-1, 0] },
  },
  edges: { from: [1], to: [0], relation: { values: ["sbx:applicant"], at: [0] }, weight: [2] },
  legend: { classes: [], relations: [], total: 2, timeline: { id: ["urn:batch"], date: ["2020"], place: [null] } },
};

test("things and links are made of columns, and each time anew", () => {
  const { nodes, edges, legend } = unpacked(/** @type {any} */ (PACKED));
  const place = { x: 1, y: 0, size: 8, degree: 1 };
  const [id, kind] = ["https://example.org/id/bank/one", "https://example.org/id/kind/bank"];
  const href = "/id/bank/one?snapshot=1";
  assert.deepEqual(nodes[0], { id, label: { en: "One" }, names: [], href, ...place, class: "sbx:Institution", kind });
  assert.deepEqual(nodes[1].batches, ["urn:batch", id]);
  assert.ok(!("kind" in nodes[1]));
  assert.deepEqual(edges, [{ id: 0, from: nodes[1].id, to: id, relation: "sbx:applicant", weight: 2 }]);
  nodes[0].x = 100;
  assert.equal(unpacked(/** @type {any} */ (PACKED)).nodes[0].x, 1);
  assert.equal(legend.total, 2);
  assert.deepEqual(legend.timeline, [{ id: "urn:batch", date: "2020" }]);
});

test("a radius that does not come follows from the number of links", () => {
  const { size: _, ...nodes } = PACKED.nodes;
  const sizes = unpacked(/** @type {any} */ ({ ...PACKED, nodes })).nodes.map(({ size }) => size);
  assert.deepEqual(sizes, [7.4, 7.4]);
});

test("addresses that follow no rule come as they are, and a network may be empty", () => {
  const nodes = { ...PACKED.nodes, href: ["/one", "/two"] };
  assert.equal(unpacked(/** @type {any} */ ({ ...PACKED, nodes })).nodes[1].href, "/two");
  const empty = { start: "", lang: "en", nodes: {}, edges: {}, legend: {} };
  assert.deepEqual(unpacked(empty).nodes, []);
});

test("other names, other languages and measures come later, and leave alone what was added meanwhile", () => {
  const { nodes } = unpacked(/** @type {any} */ (PACKED));
  const added = { ...nodes[0], id: "https://example.org/id/bank/added", label: { en: "Added" } };
  const more = { nodes: { names: [["Uno"], null], pagerank: [0.2, 0.1] }, labels: { zh: ["一", ""] } };
  complete([...nodes, added], /** @type {any} */ (more));
  assert.deepEqual([nodes[0].names, nodes[0].label, nodes[0].pagerank], [["Uno"], { en: "One", zh: "一" }, 0.2]);
  assert.deepEqual([nodes[1].names, nodes[1].label.zh, added.pagerank], [[], undefined, undefined]);
});
