import assert from "node:assert/strict";
import { test } from "node:test";
import { filters, read, written } from "../../api/static/explorer/address.js";
import { requested } from "../../api/static/explorer/filters.js";

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
