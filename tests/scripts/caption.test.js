import assert from "node:assert/strict";
import { test } from "node:test";
import { caption, lines, middleless } from "../../api/static/explorer/caption.js";

/** @param {string} text */
const measure = (text) => [...text].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 12 : 6), 0);

test("no line is wider than there is room, and nothing is lost", () => {
  const address = `https://atlas.example/explore?${"batch=pboc-beijing-2&".repeat(9)}`;
  const texts = [
    "Beijing batch 1 and a long title of many words",
    "北京市金融科技创新监管试点应用（第一批）公示",
    address,
  ];
  for (const text of [...texts, texts.join(" · ")])
    for (const width of [60, 120, 366]) {
      const found = lines(text, width, measure);
      assert.ok(found.every((line) => measure(line) <= width));
      assert.equal(found.join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
    }
});

test("lines are broken at blanks where there are any", () => {
  assert.deepEqual(lines("one two three", 48, measure), ["one two", "three"]);
  assert.deepEqual(lines("", 48, measure), []);
});

test("a very long address loses its middle", () => {
  const address = `https://atlas.example/explore?${"x".repeat(3000)}&sel=end`;
  assert.ok(middleless(address).length < 1600);
  assert.match(middleless(address), /^https:.*…x+&sel=end$/);
  assert.equal(middleless("https://atlas.example/"), "https://atlas.example/");
});

test("the caption grows with its legend and stays within the picture", () => {
  const theme = {
    isDark: false,
    ink: "#000",
    paper: "#fff",
    quiet: "#555",
    line: "#ccc",
    neutral: "#888",
    font: "x",
    size: 13,
  };
  const foot = { title: "A & B", line: "Data as of today", address: "https://atlas.example/explore" };
  const entry = { label: "Institution", shape: "square", colour: "#00f", count: 12 };
  const settings = { top: 100, width: 300, theme, measure };
  const [few, many] = [1, 12].map((count) => caption(foot, Array(count).fill(entry), settings));
  assert.ok(many.height > few.height + 60);
  assert.equal(many.body.filter((line) => line.includes("Institution 12")).length, 12);
  for (const line of many.body) {
    const [, x, text] = /<text x="([\d.]+)".*>(.*)<\/text>/.exec(line) ?? [];
    if (text) assert.ok(Number(x) + measure(text) <= 300, text);
  }
  assert.ok(few.body.some((line) => line.includes("A &#38; B")));
  assert.ok(few.body.some((line) => line.startsWith("<path") && line.includes('fill="#00f"')));
  const dashed = caption(foot, [{ label: "in", colour: "#00f", dashed: true }], settings);
  assert.ok(dashed.body.some((line) => line.includes('stroke="#00f"') && line.includes("stroke-dasharray")));
});
