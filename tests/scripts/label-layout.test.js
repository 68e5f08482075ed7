import assert from "node:assert/strict";
import { test } from "node:test";
import { placed } from "../../api/static/explorer/label-layout.js";
import { abridged, broken, forms, narrowest, shortened } from "../../api/static/explorer/letters.js";

const BOUNDS = { width: 800, height: 600 };
const SCREEN = { face: { font: "sans", size: 13 }, bounds: BOUNDS };

/** Every letter is seven pixels wide. */
function ruler() {
  return { font: "", measureText: (/** @type {string} */ text) => ({ width: 7 * text.length }) };
}

/**
 * @param {number} x
 * @param {number} y
 * @param {object} more
 */
function node(x, y, more = {}) {
  return { id: `${x}/${y}`, x, y, r: 6, label: "A bank of some city", ...more };
}

test("no label covers another label or a node", () => {
  const nodes = Array.from({ length: 200 }, (_, index) => node((index * 97) % 800, (index * 61) % 600));
  const labels = placed(ruler(), nodes, SCREEN);
  const boxes = labels.map(({ id, text, x, y }) => ({
    id,
    left: x,
    right: x + 7 * text.length,
    top: y - 8,
    bottom: y + 8,
  }));
  const discs = nodes.map(({ id, x, y, r }) => ({ id, left: x - r, right: x + r, top: y - r, bottom: y + r }));
  assert.ok(labels.length > 20);
  for (const one of boxes)
    for (const other of [...boxes, ...discs])
      assert.ok(
        one.id === other.id ||
          one.right <= other.left ||
          other.right <= one.left ||
          one.bottom <= other.top ||
          other.bottom <= one.top,
        `${one.id} and ${other.id}`,
      );
});

test("what must have a label gets one, on the screen, even in a crowd", () => {
  const crowd = Array.from({ length: 60 }, (_, index) => node(index * 2, 300));
  const labels = placed(ruler(), [node(1, 301, { must: true, label: "甲".repeat(40) }), ...crowd], SCREEN);
  const label = labels.find(({ id }) => id === "1/301");
  assert.ok(label && label.x >= 2 && label.y > 0);
});

test("a large group amid a crowd has its name in itself, below its number", () => {
  const ring = Array.from({ length: 40 }, (_, index) => (index * Math.PI) / 20).map((angle) =>
    node(400 + 52 * Math.cos(angle), 300 + 52 * Math.sin(angle), { r: 10 }),
  );
  const [label, ...others] = placed(
    ruler(),
    [node(400, 300, { r: 40, label: "Sandbox", group: true, hub: true }), ...ring],
    {
      ...SCREEN,
      most: 1,
    },
  );
  assert.deepEqual([label.text, label.x + (7 * label.text.length) / 2, others], ["Sandbox", 400, []]);
  assert.ok(label.y > 308 && label.y < 330);
});

test("a hub without free room has its name where it lies on the fewest things", () => {
  const crowd = (
    /** @type {number} */ x,
    /** @type {number} */ y,
    /** @type {number} */ step,
    /** @type {number} */ many,
  ) =>
    Array.from({ length: many * 10 }, (_, index) => node(x + (index % many) * step, y + Math.floor(index / many) * 14));
  const around = [
    ...crowd(250, 150, 14, 10),
    ...crowd(250, 306, 14, 10),
    ...crowd(250, 230, 14, 9),
    ...crowd(420, 230, 60, 4),
  ];
  const hub = node(395, 296, { r: 12, hub: true, label: "A hub in a crowd" });
  const label = placed(ruler(), [hub, ...around], SCREEN).find(({ id }) => id === hub.id);
  assert.ok(label && label.x > hub.x);
});

test("lines below a node are centred, beside it they begin there", () => {
  const label = "A regulatory sandbox with a longer name than one line";
  const below = placed(ruler(), [node(400, 300, { r: 40, label })], SCREEN);
  const middles = below.map(({ text, x }) => x + (7 * text.length) / 2);
  assert.equal(below.length, 2);
  assert.deepEqual(middles, [400, 400]);
  const beside = placed(ruler(), [node(400, 300, { label, beside: "right" })], SCREEN);
  assert.equal(beside[0].x, beside[1].x);
});

test("no name of a group covers the number of another", () => {
  const groups = Array.from({ length: 36 }, (_, index) =>
    node(300 + (index % 6) * 22, 200 + Math.floor(index / 6) * 22, { r: 10, group: true, hub: index === 14 }),
  );
  const { id, r } = groups[14];
  const named = placed(ruler(), groups, { ...SCREEN, bounds: { width: 440, height: 340 } });
  assert.ok(!named.some((label) => label.id === id));
  const [alone] = placed(ruler(), [{ ...groups[14], r }, node(344, 262, { r: 10, group: true })], SCREEN);
  assert.equal(alone.id, id);
});

test("a hub amid a crowd has its name on smaller things, but on no hub and no name", () => {
  const crowd = Array.from({ length: 400 }, (_, index) =>
    node((index % 20) * 14 + 250, Math.floor(index / 20) * 14 + 150),
  );
  const hubs = [node(390, 290, { r: 20, hub: true }), node(390, 250, { r: 20, hub: true }), node(360, 300, { r: 20 })];
  const labels = placed(ruler(), [...hubs, ...crowd], SCREEN).filter(({ id }) => hubs.some((hub) => hub.id === id));
  assert.deepEqual([...new Set(labels.map(({ id }) => id))], ["390/290", "390/250"]);
  const [one, other] = labels;
  assert.ok(Math.abs(one.y - other.y) >= 12 || Math.abs(one.x - other.x) >= 7 * 19);
});

test("a name that has a side is cut there before it stands elsewhere", () => {
  const wall = Array.from({ length: 7 }, (_, index) => node(215, 240 + index * 20));
  const own = node(100, 300, { beside: "right", cut: true, label: "Agricultural Bank of China Zhejiang Branch" });
  const labels = placed(ruler(), [own, ...wall], SCREEN).filter(({ id }) => id === own.id);
  assert.deepEqual(
    labels.map(({ text, x }) => [text, x]),
    [["Agricultural…", 111]],
  );
});

test("faded nodes get no label, and no label lies under what covers the canvas", () => {
  const covered = { left: 0, right: 800, top: 0, bottom: 600, owner: "", weight: Infinity };
  assert.deepEqual(placed(ruler(), [node(400, 300, { faded: true })], SCREEN), []);
  assert.deepEqual(placed(ruler(), [node(400, 300)], { ...SCREEN, taken: [covered] }), []);
});

test("no name is cut within the first letters of a word", () => {
  assert.equal(shortened("PBOC FinTech Innovation Regulatory Pilot", 15), "PBOC FinTech…");
  assert.equal(shortened("PBOC FinTech Innovation Regulatory Pilot", 12), "PBOC FinTech…");
  assert.equal(shortened("PBOC FinTech Innovation Regulatory Pilot", 17), "PBOC FinTech Inno…");
  assert.equal(shortened("Donaudampfschifffahrt", 8), "Donaudam…");
});

test("a long name is cut, and a Chinese sign counts for two letters", () => {
  assert.equal(shortened("Bank of Beijing", 15), "Bank of Beijing");
  assert.equal(shortened("Bank of Beijing", 8), "Bank of…");
  assert.equal(shortened("中国工商银行", 8), "中国工商…");
  assert.equal(shortened("😀😀😀", 4), "😀😀…");
});

test("no form of a name is narrower than the least that is looked for, in any script", () => {
  const measure = (/** @type {number} */ sign) => (sign > 0x2e7f ? 13 : sign === 0x20 ? 3.6 : 5 + (sign % 7));
  const wide = (/** @type {string} */ text) =>
    [...text].reduce((sum, sign) => sum + measure(sign.codePointAt(0) ?? 0), 0);
  for (const label of [
    ...["A", "A bank", "A bank of some city", "Bank of Beijing Company Limited by Shares, of the People's Republic"],
    ...["Bank of Some Province Technology Co., Ltd. (name not known)", "甲".repeat(300)],
    ...[
      "中国工商银行",
      "中国工商银行股份有限公司北京市分行营业部",
      "微众银行 WeBank",
      "😀 emoji 😀😀😀😀😀😀😀😀",
      "البنك المركزي المصري",
    ],
  ])
    for (const isCut of [true, false])
      for (const lines of forms(label, isCut))
        assert.ok(Math.max(...lines.map(wide)) >= narrowest(label, measure, isCut), `${label}: ${lines}`);
  assert.deepEqual([...forms("A bank", true)], [["A bank"]]);
  assert.deepEqual(broken("A bank of some city"), ["A bank of", "some city"]);
  assert.deepEqual(broken("金融科技创新监管试点"), ["金融科技", "创新监管试点"]);
  assert.deepEqual(broken("中国移动(上海)产业研究院"), ["中国移动(上海)", "产业研究院"]);
  assert.deepEqual(broken("北方湖城银行《芦苇》项目"), ["北方湖城银行", "《芦苇》项目"]);
  assert.deepEqual(broken("哥伦比亚laArenera沙盒"), ["哥伦比亚", "laArenera沙盒"]);
  const three = ["A bank of some", "city and of", "its province"];
  assert.deepEqual(broken(three.join(" "), 3), three);
});

test("names are known without brackets and forms of companies, and only what may be cut is cut", () => {
  assert.equal(abridged("Shanghai batch 2 (2020)"), "Shanghai batch 2");
  assert.equal(abridged("Tencent Cloud Computing (Beijing) Co., Ltd."), "Tencent Cloud Computing");
  assert.equal(abridged("北京银行股份有限公司（北京）"), "北京银行");
  assert.equal(abridged("(name not known)"), "(name not known)");
  const long = "Blockchain-based enterprise electronic identity authentication information system";
  for (const lines of forms(long, false)) assert.equal(lines.join(" "), long);
  assert.equal([...forms(long, true)].at(-1)?.join(""), "Blockchain-base…");
  assert.deepEqual(placed(ruler(), [node(400, 300, { label: "甲".repeat(300) })], SCREEN), []);
  assert.ok(placed(ruler(), [node(400, 300, { label: "甲".repeat(300), cut: true })], SCREEN).length);
  assert.equal(placed(ruler(), [node(400, 300, { label: "" })], SCREEN).length, 1);
});

test("where there are thousands of things, some from all over are named", () => {
  const nodes = Array.from({ length: 5000 }, (_, index) => node(40 + (index % 720), index / 9, { r: 0, label: "A" }));
  const labels = placed(ruler(), nodes, SCREEN);
  assert.ok(labels.length > 100 && labels.some(({ y }) => y > 500));
});
