import assert from "node:assert/strict";
import { test } from "node:test";
import { slider } from "../../api/static/explorer/timeline.js";
import { picture } from "./pictures.js";

const TEXTS = { allBatches: "all batches" };
const { timeline } = picture().legend;

test("the slider says the batch that it stands at, with its day", () => {
  assert.deepEqual(slider(timeline, 0, TEXTS), { isHidden: false, last: 2, at: 0, label: "2020-01 · First" });
  assert.equal(slider(timeline, 1, TEXTS).label, "2020-09 · Second");
});

test("its last place means no limit", () => {
  assert.deepEqual(slider(timeline, undefined, TEXTS), { isHidden: false, last: 2, at: 2, label: "all batches" });
});

test("one batch needs no slider", () => {
  assert.ok(slider(timeline.slice(0, 1), undefined, TEXTS).isHidden);
});
