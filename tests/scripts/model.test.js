import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../../api/static/explorer/address.js";
import { summary } from "../../api/static/explorer/messages.js";
import { Model } from "../../api/static/explorer/model.js";
import { short } from "../../api/static/page/things.js";
import { edge, iri, node, picture } from "./pictures.js";

const ALL = read("");

/**
 * @param {Model} model
 * @returns {string[]} Kind and slug of what is hidden.
 */
function hidden(model) {
  return [...model.hidden].map(short).sort();
}

test("hubs come first, whatever they are linked to", () => {
  const { order } = new Model(picture());
  const kinds = order.map((each) => each.class);
  assert.deepEqual(kinds.slice(0, 2), ["sbx:Batch", "sbx:Batch"]);
});

test("things go together in an application, and neither a common batch nor a third thing joins them", () => {
  const model = new Model(picture());
  assert.deepEqual(model.together(iri("Institution/bank")), [iri("Institution/insurer")]);
  assert.deepEqual(model.together(iri("Institution/stranger")), []);
  model.add({ nodes: [], edges: [edge("Institution/insurer", "sbx:owns", "Institution/stranger")] });
  assert.deepEqual(model.together(iri("Institution/bank")), [iri("Institution/insurer")]);
});

test("what is hidden follows from classes, the timeline and what is pinned", () => {
  const model = new Model(picture());
  model.apply({ ...ALL, shown: ["Batch", "Application", "Institution", "Planet"], hide: ["Application/three"] });
  assert.deepEqual(hidden(model), ["Application/three", "Technology/ledger"]);
  model.apply({ ...ALL, until: "Batch/first", pin: ["Application/two"] });
  const later = ["Application/three", "Batch/second", "Institution/stranger"];
  assert.deepEqual(hidden(model), [...later, "Planet/mars"]); // of which nobody says when it came
  assert.equal(model.withoutDate, 1);
  model.apply({ ...ALL, until: "Batch/first", undated: "yes", pin: ["Application/two"] });
  assert.deepEqual(hidden(model), later);
  assert.ok(!model.isNew(model.node(iri("Planet/mars"))));
  model.apply(ALL);
  assert.deepEqual(hidden(model), []);
});

test("a thing is new in the batch in which it first appears", () => {
  const model = new Model(picture());
  model.apply({ ...ALL, until: "Batch/second" });
  assert.ok(model.isNew(model.node(iri("Application/two"))));
  assert.ok(!model.isNew(model.node(iri("Institution/bank"))));
  assert.equal(model.first(model.node(iri("Planet/mars"))), -1);
});

test("an addition takes in each thing and each link once", () => {
  const model = new Model(picture());
  const count = model.edges.length;
  const link = edge("Application/one", "sbx:uses", "Technology/robot");
  const nodes = [node("Technology", "robot"), node("Application", "one")];
  assert.deepEqual(
    model
      .add({ nodes, edges: [link, link, edge("Application/one", "sbx:uses", "Technology/unknown")] })
      .map((each) => each.id),
    [iri("Technology/robot")],
  );
  assert.equal(model.edges.length, count + 1);
  assert.ok(model.neighbours(iri("Technology/robot")).includes(iri("Application/one")));
  assert.equal(model.classes.get("sbx:Technology")?.count, 2);
});

test("a class that nobody described has a look without a colour and without a role", () => {
  const model = new Model(picture());
  const mars = model.node(iri("Planet/mars"));
  assert.equal(model.look(mars).colour, null);
  assert.equal(model.role(mars), "");
  assert.equal(model.kind(mars), "sbx:Planet");
});

test("groups of a network that is cut say how many of all things they hold", () => {
  const model = new Model(picture());
  const texts = { shownGroups: "{groups} groups with {all}", shownGroupsOf: "{groups} groups with {held} of {all}" };
  for (const node of model.nodes.values()) node.members = 10;
  const count = model.nodes.size;
  const said = (/** @type {number} */ total) => {
    model.total = total;
    return summary(model, { partial: 0, batches: 0 }, texts);
  };
  assert.equal(said(10 * count), `${count} groups with ${10 * count}`);
  assert.equal(said(10 * count + 50), `${count} groups with ${10 * count} of ${10 * count + 50}`);
});
