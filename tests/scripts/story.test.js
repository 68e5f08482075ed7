import assert from "node:assert/strict";
import { test } from "node:test";
import { told } from "../../api/static/page/story.js";

test("a step is added at the end, with signs of every kind", () => {
  const first = told("", "/explore?batch=a&sel=b/c", "One & two — 一");
  assert.equal(first.number, 1);
  const second = told(first.search, "/compare?a=x&b=y", "");
  assert.equal(second.number, 2);
  const asked = new URLSearchParams(second.search);
  assert.deepEqual(asked.getAll("at"), ["/explore?batch=a&sel=b/c", "/compare?a=x&b=y"]);
  assert.deepEqual(asked.getAll("say"), ["One & two — 一", ""]);
});
