import assert from "node:assert/strict";
import { test } from "node:test";
import { Appearance } from "../../api/static/explorer/appearance.js";
import { between, Colours } from "../../api/static/explorer/colours.js";
import { Model } from "../../api/static/explorer/model.js";
import { COMMUNITIES } from "../../api/static/page/palette.js";
import { iri, picture } from "./pictures.js";

const THEME = { isDark: false, ink: "", paper: "", quiet: "", line: "", neutral: "#8a94a0", font: "", size: 13 };
const TEXTS = { community: "Community {number}" };

function made({ isDark = false } = {}) {
  const model = new Model(picture());
  return { model, colours: new Colours(model, TEXTS, { ...THEME, isDark }) };
}

test("a ramp runs from its first colour to its last", () => {
  const stops = [
    [0, 0, 0],
    [100, 100, 100],
    [255, 255, 255],
  ];
  assert.deepEqual(
    [0, 0.25, 0.5, 1].map((part) => between(stops, part)),
    ["#000000", "#323232", "#646464", "#ffffff"],
  );
});

test("a class has the colour of the theme, and one that nobody described the neutral one", () => {
  const [light, dark] = [made(), made({ isDark: true })];
  const bank = light.model.node(iri("Institution/bank"));
  assert.deepEqual([light.colours.of(bank), dark.colours.of(bank)], ["#000005", "#fffff5"]);
  assert.equal(light.colours.of(light.model.node(iri("Planet/mars"))), THEME.neutral);
});

test("a group has the colour of the kind that most of its institutions are of", () => {
  const { model, colours } = made();
  model.kinds = /** @type {any} */ ([{ id: "k", label: {}, colour: { light: "#123456", dark: "#654321" } }]);
  const group = { ...model.node(iri("Application/one")), members: 12 };
  assert.equal(colours.of({ ...group, kind: "k" }), "#123456");
  assert.equal(colours.of(group), colours.of(model.node(iri("Application/one"))));
});

test("the largest communities get the distinct hues, the smallest the neutral colour", () => {
  const { model, colours } = made();
  for (const [index, node] of model.order.entries()) node.community = index < 2 ? 70 : index;
  colours.set("community");
  assert.equal(colours.of(model.order[0]), COMMUNITIES[0]);
  assert.equal(colours.of(model.order[1]), COMMUNITIES[0]);
  assert.equal(colours.of({ ...model.order[0], community: 77 }), THEME.neutral);
  assert.deepEqual(colours.legend()[0], { colour: COMMUNITIES[0], label: "Community 1", count: 2 });
  assert.equal(colours.legend().length, COMMUNITIES.length);
});

test("things without a batch are neutral among the colours of batches", () => {
  const { model, colours } = made();
  colours.set("batch");
  assert.equal(colours.of(model.node(iri("Planet/mars"))), THEME.neutral);
  assert.equal(colours.of(model.node(iri("Institution/bank"))), colours.batch(0));
  const [first, second, without] = colours.legend();
  assert.deepEqual([first.label, second.label], ["First", "Second"]);
  assert.deepEqual([without.colour, without.count], [THEME.neutral, 1]);
});

test("links are fainter where there are very many, and where nearly all are linked with all", () => {
  const getter = Object.getOwnPropertyDescriptor(Appearance.prototype, "edgeOpacity")?.get;
  const opacity = (/** @type {number} */ nodes, /** @type {number} */ links) =>
    getter?.call({ model: { nodes: { size: nodes }, edges: { length: links } } });
  assert.equal(opacity(671, 886), opacity(60, 90));
  assert.ok(opacity(6000, 25_000) < opacity(671, 886) / 2);
  assert.ok(opacity(131, 8500) < opacity(6000, 25_000) / 4);
  assert.ok(opacity(50, 1_000_000) > 0.03);
});
