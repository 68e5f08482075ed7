import assert from "node:assert/strict";
import { test } from "node:test";
import { read, written } from "../../api/static/explorer/address.js";
import { widthOf } from "../../api/static/explorer/appearance.js";
import { areas, usual } from "../../api/static/explorer/areas.js";
import { Camera } from "../../api/static/explorer/camera.js";
import { isOfSame } from "../../api/static/explorer/expansion.js";
import { Fitting } from "../../api/static/explorer/fitting.js";
import { withOpened } from "../../api/static/explorer/groups.js";
import { continued, isInside, rectangle } from "../../api/static/explorer/marking.js";
import { Model } from "../../api/static/explorer/model.js";
import { alternative, steps } from "../../api/static/explorer/route.js";
import { bySupport } from "../../api/static/explorer/sources.js";
import {
  shownPart,
  written as standing,
  takePart,
  takePlaces,
  withoutPlace,
} from "../../api/static/explorer/standing.js";
import { byClass, shared } from "../../api/static/explorer/together.js";
import { eased, origin } from "../../api/static/explorer/transition.js";
import { short } from "../../api/static/page/things.js";
import { edge, iri, node, picture } from "./pictures.js";

const ALL = read("");

/** The picture with two sources: the first states all, the second what is about the first application. */
function sourced() {
  const drawn = picture();
  const sources = ["paper", "law"].map((slug) => ({ id: iri(`source/${slug}`), label: { en: slug } }));
  const edges = drawn.edges.map((each) => ({ ...each, origins: each.from === iri("Application/one") ? [0, 1] : [0] }));
  return new Model(/** @type {any} */ ({ ...drawn, edges, legend: { ...drawn.legend, sources } }));
}

test("without a source, what only it states is away, and what is then linked to nothing", () => {
  const model = sourced();
  model.apply({ ...ALL, without: "source/paper" });
  assert.ok(model.drawnEdges.every(({ from }) => from === iri("Application/one")));
  assert.ok(model.hidden.has(iri("Application/two")));
  assert.ok(!model.hidden.has(iri("Planet/mars"))); // which nothing was linked to before
  assert.ok(model.lost.links > 0 && model.lost.things > 0);
  model.apply({ ...ALL, without: "source/law" });
  assert.deepEqual([model.drawnEdges.length, model.lost.links], [model.edges.length, 0]);
  model.apply({ ...ALL, only: "source/law" });
  assert.ok(model.drawnEdges.length && model.drawnEdges.every(({ origins }) => origins?.includes(1)));
  model.apply({ ...ALL, without: "source/unknown" });
  assert.equal(model.lost.links, 0);
  assert.deepEqual(
    bySupport(model).map(({ id, count }) => [short(id), count]),
    [
      ["source/paper", model.edges.length],
      ["source/law", model.edges.filter(({ origins }) => origins?.includes(1)).length],
    ],
  );
});

test("relations, kinds and all but some things can be left out, and a time has two ends", () => {
  const model = sourced();
  model.apply({ ...ALL, links: ["sbx:applicant"] });
  assert.ok(model.drawnEdges.every(({ relation }) => relation === "sbx:applicant"));
  model.apply({ ...ALL, keep: ["Institution/bank", "Application/one"] });
  assert.equal(model.nodes.size - model.hidden.size, 2);
  model.apply({ ...ALL, since: "Batch/second" });
  assert.ok(model.hidden.has(iri("Application/one")));
  assert.ok(!model.hidden.has(iri("Institution/bank"))); // which is in both
  model.apply({ ...ALL, since: "Batch/second", until: "Batch/first" });
  assert.ok(model.nodes.size === model.hidden.size);
});

test("a link is the wider the more independent sources state it, within bounds", () => {
  const widths = [0, 1, 2, 3, 50].map((count) => widthOf({ relation: "r", origins: Array(count).fill(0) }));
  assert.equal(widths[0], widths[1]);
  assert.ok(widths[1] < widths[2] && widths[2] < widths[3] && widths[3] <= widths[4] && widths[4] < 5);
  assert.ok(widthOf({ relation: "between", weight: 5000 }) <= 7);
});

test("areas hold what is in one batch alone, and only those that can be told apart are drawn at once", () => {
  const model = new Model(picture());
  assert.equal(usual(model), "batch");
  const many = Array.from({ length: 20 }, (_, number) => ({ ...model.timeline[0], id: iri(`Batch/${number}`) }));
  const homes = (/** @type {number} */ sandboxes, /** @type {number} */ places) =>
    many.map((each, at) => ({ ...each, sandbox: `s${at % sandboxes}`, place: at ? `p${at % places}` : "" }));
  const of = (/** @type {any[]} */ timeline) => usual(/** @type {any} */ ({ how: "network", timeline }));
  assert.deepEqual([of(homes(3, 5)), of(homes(1, 5)), of(homes(1, 1))], ["sandbox", "place", "none"]);
  const found = areas(model, "batch");
  assert.deepEqual(found.map(({ id }) => short(id)).sort(), ["Batch/first", "Batch/second"]);
  assert.ok(found.every(({ nodes }) => !nodes.some(({ id }) => id === iri("Institution/bank"))));
  model.how = "columns";
  assert.equal(usual(model), "none");
  assert.deepEqual(areas(model, "none"), []);
});

test("a loop holds what lies inside it, however it is drawn", () => {
  const box = rectangle({ x: 10, y: 10 }, { x: 0, y: 0 });
  assert.ok(isInside({ x: 5, y: 5 }, box));
  assert.ok(!isInside({ x: 11, y: 5 }, box));
  assert.ok(!isInside({ x: 5, y: 5 }, []));
  const notched = [
    [0, 0],
    [10, 0],
    [10, 10],
    [5, 2],
    [0, 10],
  ].map(([x, y]) => ({ x, y }));
  assert.deepEqual([isInside({ x: 5, y: 8 }, notched), isInside({ x: 1, y: 2 }, notched)], [false, true]);
  assert.equal(continued(box, { ...box[3], x: box[3].x + 1 }), box);
});

test("several things share what two of them are linked to", () => {
  const model = new Model(picture());
  const ids = ["Institution/bank", "Institution/insurer", "Institution/stranger"].map(iri);
  const found = shared(model, ids).map(({ node, count }) => [short(node.id), count]);
  assert.deepEqual(found, [
    ["Application/one", 2],
    ["Batch/second", 2],
  ]);
  assert.equal(byClass(model, ids), "Institution 3");
  assert.deepEqual(shared(model, []), []);
});

test("a path goes step by step, and one of several is shown", () => {
  const [one, two, three] = ["Institution/bank", "Application/one", "Institution/insurer"].map(iri);
  const links = [
    edge("Application/one", "sbx:applicant", "Institution/bank"),
    edge("Application/one", "p", "Institution/insurer"),
  ];
  const nodes = picture().nodes;
  const found = /** @type {any} */ ({
    nodes,
    edges: links,
    length: 2,
    paths: [
      [one, two, three],
      [one, iri("Batch/first"), three],
    ],
  });
  const shown = alternative(found, 0);
  assert.deepEqual(shown.nodes.map(({ id }) => id).sort(), [one, two, three].sort());
  assert.deepEqual(
    steps(shown).map(({ from, to, links: own }) => [from, to, own.length]),
    [
      [one, two, 1],
      [two, three, 1],
    ],
  );
  assert.equal(alternative(found, 7).paths?.[0][1], two);
  assert.equal(alternative({ ...found, paths: [] }, 0).length, 2);
});

test("where things stand and what is shown survives an address, a turned phone and nonsense", () => {
  const model = new Model(picture());
  const stage = /** @type {any} */ ({ model, camera: new Camera(), fitting: new Fitting() });
  Object.assign(stage.camera, { width: 400, height: 300 });
  stage.camera.fit({ x: 0, y: 0 }, 0.5);
  assert.equal(shownPart(stage), "");
  stage.camera.pan(40, 0);
  stage.camera.zoom(2);
  const at = shownPart(stage);
  const { scale } = stage.camera;
  stage.camera.fit({ x: 0, y: 0 }, 0.5);
  takePart(stage, { at });
  assert.deepEqual([shownPart(stage), stage.camera.scale], [at, scale]);
  for (const wrong of ["", "1~2", "a~b~c", "1~2~-3", "1~2~0"]) takePart(stage, { at: wrong });
  assert.equal(shownPart(stage), at);
  stage.fitting.isUpright = true;
  stage.fitting.pulled = [1, 1.5];
  const bank = model.node(iri("Institution/bank"));
  const place = { x: 30, y: -12 };
  takePlaces(stage, { stand: [standing(bank.id, place), "Institution/unknown~1~2", "Institution/insurer~x~2"] });
  assert.deepEqual({ x: bank.x, y: bank.y }, { x: -12, y: 45 });
  assert.deepEqual(stage.fitting.fromScreen(bank), place);
  assert.deepEqual(withoutPlace(["Institution/bank~1~2", "a/b~1~2"], bank.id), ["a/b~1~2"]);
});

test("groups open and close in the address, and what was there before glides to where it is now", () => {
  const search = withOpened(ALL, ["sandbox/b", "sandbox/a", "sandbox/a"], "?whole=yes&opened=sandbox/c&sel=x/y");
  assert.equal(search, "?whole=yes&drawing=groups&opened=sandbox/a&opened=sandbox/b");
  const before = new Map([["a", { x: 1, y: 2 }]]);
  const inside = /** @type {any} */ ({ id: "b", group: "a" });
  assert.deepEqual(origin(inside, before), { x: 1, y: 2 });
  assert.equal(origin({ ...inside, group: undefined }, before), undefined);
  assert.deepEqual([eased(-1), eased(0), eased(1), eased(9)], [0, 0, 1, 1]);
});

test("an address holds what is new in a state", () => {
  const search =
    "?links=sbx:applicant&kinds=other&keep=a/b&pick=c/d&stand=a/b~1~2&without=source/x&since=batch/y&names=3&at=1~2~3&via=anything&path=2&area=place";
  assert.equal(written(read(search), search), written(read(written(read(search), "")), ""));
  assert.ok(isOfSame("a/b~3", "a/b~9") && !isOfSame("a/b~3", "a/b~3~p") && isOfSame("a/b~3~p", "a/b~4~p"));
});

test("20,000 things, one of them with 5,000 links, names of 300 letters and none, and no thing at all", () => {
  const nodes = Array.from({ length: 20000 }, (_, index) => ({
    ...node("Institution", `n${index}`),
    label: { en: index % 2 ? "x".repeat(300) : "", zh: index % 3 ? "名".repeat(300) : "" },
    ...{ x: 40 * (index % 150), y: 40 * Math.floor(index / 150) },
  }));
  const edges = nodes.slice(1, 5001).map(({ id }) => ({ id: 0, from: id, relation: "r", to: nodes[0].id }));
  const legend = { classes: [], relations: [] };
  const model = new Model({ nodes, edges, legend });
  model.apply({ ...ALL, hide: [short(nodes[7].id)] });
  assert.deepEqual([model.hidden.size, model.drawnEdges.length], [1, 4999]);
  assert.deepEqual(areas(model, "batch"), []);
  assert.equal(model.neighbours(nodes[0].id).length, 5000);
  assert.equal(model.label(nodes[0]), short(nodes[0].id)); // nobody called it anything
  const ids = nodes.slice(1, 200).map(({ id }) => id);
  assert.deepEqual(
    shared(model, ids).map(({ count }) => count),
    [199],
  );
  const none = new Model({ nodes: [], edges: [], legend });
  none.apply(ALL);
  assert.deepEqual([none.drawnEdges, areas(none, usual(none)), none.undated], [[], [], 0]);
});
