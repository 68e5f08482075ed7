import assert from "node:assert/strict";
import { test } from "node:test";
import { Camera } from "../../api/static/explorer/camera.js";
import { borderWidth, discRadius } from "../../api/static/explorer/paint.js";
import { along, control, Scene } from "../../api/static/explorer/scene.js";

function camera() {
  const made = new Camera();
  Object.assign(made, { width: 800, height: 600 });
  made.fit({ x: 10, y: 20 }, 2);
  return made;
}

test("the middle of the network is in the middle of the screen, and back again", () => {
  const made = camera();
  assert.deepEqual(made.project({ x: 10, y: 20 }), { x: 400, y: 300 });
  assert.deepEqual(made.unproject(made.project({ x: -3, y: 7 })), { x: -3, y: 7 });
});

test("zooming keeps the place under the pointer, within bounds", () => {
  const made = camera();
  const at = { x: 100, y: 500 };
  const before = made.unproject(at);
  made.zoom(3, at);
  assert.equal(made.scale, 6);
  const after = made.unproject(at);
  assert.ok(Math.hypot(after.x - before.x, after.y - before.y) < 1e-9);
  made.zoom(1e9);
  assert.equal(made.scale, 32);
  made.zoom(1e-9);
  assert.equal(made.scale, 0.8);
  assert.ok(made.isMoved);
  made.fit({ x: 0, y: 0 }, 1);
  assert.ok(!made.isMoved);
});

test("things grow with the root of the zoom", () => {
  const made = camera();
  const before = made.growth;
  made.zoom(4);
  assert.equal(made.growth, before * 2);
});

test("a bend begins and ends at its things", () => {
  const [from, to] = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
  ];
  assert.deepEqual(along(from, to, 0.3, 0), from);
  assert.deepEqual(along(from, to, 0.3, 1), to);
  assert.deepEqual(control(from, to, 0.3), { x: 5, y: 3 });
  assert.deepEqual(along(from, to, 0, 0.5), { x: 5, y: 0 });
});

test("the nearest thing is under the pointer, then the nearest link", () => {
  const look = { opacity: 1, shape: "dot", fill: "", border: "", borderWidth: 1, isHidden: false };
  const nodes = [
    { id: "a", x: 0, y: 0 },
    { id: "b", x: 30, y: 0 },
    { id: "hidden", x: 60, y: 0 },
  ];
  const discs = nodes.map((node) => ({ ...look, node, radius: 5, isHidden: node.id === "hidden" }));
  const line = { edge: { id: 7 }, colour: "", width: 1, opacity: 1, isDashed: false, isStrong: false, isHidden: false };
  const lines = [
    { ...line, from: nodes[0], to: nodes[1], bend: 0 },
    { ...line, edge: { id: 8 }, from: nodes[0], to: nodes[1], bend: 0.5 },
  ];
  const scene = new Scene();
  scene.take(/** @type {any} */ ({ nodes: () => discs, edges: () => lines, areas: () => [] }));
  const made = camera();
  const under = (/** @type {number} */ x, /** @type {number} */ y) => made.project({ x, y });
  assert.equal(scene.discAt(under(1, 1), made)?.node.id, "a");
  assert.equal(scene.discAt(under(60, 0), made), null);
  assert.equal(scene.lineAt(under(15, 1), made)?.edge.id, 7);
  assert.equal(scene.lineAt(under(15, 7.5), made)?.edge.id, 8);
  assert.equal(scene.lineAt(under(15, 30), made), null);
});

test("a thing can be seen however far away it is, and its border leaves most of it", () => {
  const disc = /** @type {any} */ ({ borderWidth: 1.5 });
  assert.equal(discRadius(5, 0.05), 1);
  assert.equal(discRadius(5, 2), 10);
  const widths = [1, 0.1].map((growth) => borderWidth(disc, /** @type {any} */ ({ growth })));
  assert.deepEqual(widths, [1.5, 0.4]);
  assert.equal(borderWidth({ ...disc, borderWidth: 2 }, /** @type {any} */ ({ growth: 0.1 })), 2);
});
