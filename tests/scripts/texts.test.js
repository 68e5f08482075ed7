import assert from "node:assert/strict";
import { test } from "node:test";
import { filename } from "../../api/static/explorer/downloads.js";
import { sharing } from "../../api/static/explorer/pointing.js";
import { escaped } from "../../api/static/explorer/xml.js";
import { iframe } from "../../api/static/page/clipboard.js";
import { webAddress } from "../../api/static/page/elements.js";
import { fill, joined, localized } from "../../api/static/page/language.js";

test("a label is taken as it is, whatever signs it holds", () => {
  assert.equal(fill("Works with {names}", { names: "A$&B $' $` $1 {names}" }), "Works with A$&B $' $` $1 {names}");
  assert.equal(fill("{from} to {to}", { from: "{to}", to: "end" }), "{to} to end");
  assert.equal(fill("{count} of {toString}", { count: 3 }), "3 of {toString}");
});

test("a label without the reader's language is shown in another", () => {
  assert.equal(localized({ zh: "中国", en: "China" }), "China");
  assert.equal(localized({ en: "", zh: "中国" }), "中国");
  assert.equal(localized({}), "");
  assert.equal(joined(["A", "B"], "names"), "A, B");
});

test("names of files hold letters and digits only", () => {
  assert.equal(filename("Beijing: 第一批 / 2020!", "svg"), "Beijing-第一批-2020.svg");
  assert.equal(filename("…", "png"), "network.png");
});

test("text in a picture and in lines to embed is escaped", () => {
  assert.equal(escaped(`<a b="c">&'\u0000</a>`), "&#60;a b=&#34;c&#34;&#62;&#38;&#39;&#60;/a&#62;");
  const html = iframe("https://example.org/?a=1&b=2", `"A" < B & C`);
  assert.match(html, /^<iframe src="https:\/\/example.org\/\?a=1&amp;b=2" title="&quot;A&quot; &lt; B &amp; C" /);
});

test("only addresses in the web become links", () => {
  const base = "https://example.org/explore";
  assert.equal(webAddress("id/batch/first", base)?.href, "https://example.org/id/batch/first");
  assert.equal(webAddress("http://example.net/", base)?.host, "example.net");
  for (const text of ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "http://["])
    assert.equal(webAddress(text, base), null);
});

test("one shared application is told in the singular", () => {
  const texts = { sharedOne: "1 shared application", shared: "{count} shared applications" };
  const told = [undefined, 1, 2].map((count) => sharing(/** @type {any} */ (texts), count));
  assert.deepEqual(told, ["", "1 shared application", "2 shared applications"]);
});
