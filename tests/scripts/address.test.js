import assert from "node:assert/strict";
import { test } from "node:test";
import { filters, read, written } from "../../api/static/explorer/address.js";
import { requested } from "../../api/static/explorer/filters.js";
import { citing } from "../../api/static/page/language.js";
import { inSnapshot } from "../../api/static/page/pinned.js";

const SEARCH = "?place=beijing&class=Batch&sel=institution/icbc&colour=batch&hide=batch/a&hide=batch/b&lang=zh";

test("what is written is what was read", () => {
  const state = read(SEARCH);
  assert.deepEqual(
    [state.shown, state.sel, state.colour, state.hide],
    [["Batch"], "institution/icbc", "batch", ["batch/a", "batch/b"]],
  );
  assert.deepEqual(read(written(state, SEARCH)), state);
});

test("an address is as short as can be", () => {
  assert.equal(written(read(""), ""), "");
  assert.equal(
    written({ ...read(""), sel: "institution/icbc" }, "?place=beijing"),
    "?place=beijing&sel=institution/icbc",
  );
  assert.equal(written({ ...read(""), shown: ["sbx:Batch"] }, ""), "?class=sbx:Batch");
});

test("the server gets filters and language, not what only the scripts act on", () => {
  assert.equal(filters(SEARCH).toString(), "place=beijing&lang=zh");
});

test("chosen filters take the place of one thing, and of the whole register", () => {
  const present = new URLSearchParams("entity=institution/icbc&sort=links");
  assert.equal(
    requested(
      [
        ["place", "beijing"],
        ["whole", "yes"],
        ["drawing", "network"],
      ],
      present,
    ).toString(),
    "place=beijing&sort=links",
  );
  assert.equal(
    requested(
      [
        ["place", ""],
        ["whole", "yes"],
        ["drawing", "columns"],
      ],
      present,
    ).toString(),
    "drawing=columns&entity=institution%2Ficbc&sort=links",
  );
});

test("a page of a snapshot fetches, filters and is cited in that snapshot", () => {
  const search = "?place=beijing&snapshot=0123456789ab";
  assert.deepEqual(inSnapshot(search), [["snapshot", "0123456789ab"]]);
  assert.deepEqual(inSnapshot("?place=beijing"), []);
  assert.equal(new URLSearchParams(written(read(search), search)).get("snapshot"), "0123456789ab");
  assert.equal(
    requested(
      [
        ["snapshot", "0123456789ab"],
        ["whole", "yes"],
      ],
      new URLSearchParams(),
    ).get("whole"),
    "yes",
  );
  const cited = new URLSearchParams(citing({ pathname: "/explore", search }, "/cite?of=%2Fexplore").split("?")[1]);
  assert.deepEqual([cited.get("of"), cited.get("snapshot")], [`/explore${search}`, "0123456789ab"]);
});
