import assert from "node:assert/strict";
import { test } from "node:test";
import { days, range } from "../../api/static/explorer/timeline.js";
import { picture } from "./pictures.js";

const TEXTS = { allBatches: "all dates", upTo: "up to {date}", since: "from {date}" };
const { timeline } = picture().legend;
const COUNTS = new Map(timeline.map(({ id }) => [id, 3]));
const [first, second] = timeline.map(({ id }) => id);

test("batches of one day share it, and their things are counted together", () => {
  const same = { ...timeline[1], id: "third" };
  const found = days([...timeline, same], new Map([...COUNTS, ["third", 2]]));
  assert.deepEqual(
    found.map(({ date, last, count }) => [date, last.id, count]),
    [
      ["2020-01", first, 3],
      ["2020-09", "third", 5],
    ],
  );
});

test("the sliders say the days that they stand at", () => {
  const all = days(timeline, COUNTS);
  const none = { since: "", until: "" };
  const ends = { from: "2020-01", to: "2020-09" };
  const open = { isHidden: false, last: 2, start: 0, end: 2, ...ends, label: "all dates" };
  assert.deepEqual(range(all, none, TEXTS), open);
  const until = { ...open, end: 0, to: "2020-01", label: "up to 2020-01 · First" };
  assert.deepEqual(range(all, { since: "", until: first }, TEXTS), until);
  assert.equal(range(all, { since: second, until: "" }, TEXTS).label, "from 2020-09 · Second");
  assert.equal(range(all, { since: first, until: second }, TEXTS).label, "2020-01 – 2020-09");
  assert.equal(range(all, { since: "unknown", until: "" }, TEXTS).label, "all dates");
});

test("one day needs no sliders", () => {
  assert.ok(range(days(timeline.slice(0, 1), COUNTS), { since: "", until: "" }, TEXTS).isHidden);
});
