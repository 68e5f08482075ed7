// Labels that earn their place: only those that collide with no node and no other label are drawn.

export const SIZE = 13;
const HEIGHT = 17;
const CELL = 64;
const LENGTHS = [30, 22, 15, 10];
const LONGEST = 60;

const widths = new Map();

function width(context, text) {
  const key = `${context.font} ${text}`;
  let known = widths.get(key);
  if (known === undefined) {
    if (widths.size > 20000) widths.clear();
    known = context.measureText(text).width;
    widths.set(key, known);
  }
  return known;
}

function shortened(text, most) {
  let used = 0;
  for (const [index, sign] of [...text].entries()) {
    used += sign.codePointAt(0) > 0x2e7f ? 2 : 1;
    if (used > most) return `${[...text].slice(0, index).join("").trimEnd()}…`;
  }
  return text;
}

// Rectangles that are taken, in a grid so that looking one up does not search them all.
class Taken {
  constructor() {
    this.cells = new Map();
  }

  *keys({ left, top, right, bottom }) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield x * 4096 + y;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  // Whether a box meets another of at least that weight. Labels weigh most; a node weighs as much as it has links.
  hits(box, weight = 0) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) ?? []) {
        if (other.weight < weight) continue;
        if (
          other.owner !== box.owner &&
          other.left < box.right &&
          other.right > box.left &&
          other.top < box.bottom &&
          other.bottom > box.top
        )
          return true;
      }
    }
    return false;
  }
}

const ORDERS = { below: [0, 1, 2, 3], above: [3, 0, 1, 2], left: [2, 0, 3], right: [1, 0, 3] };

function places({ x, y, r, id, beside }, wide) {
  const half = wide / 2;
  const all = [
    { left: x - half, right: x + half, top: y + r + 3, bottom: y + r + 3 + HEIGHT },
    { left: x + r + 5, right: x + r + 5 + wide, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 },
    { left: x - r - 5 - wide, right: x - r - 5, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 },
    { left: x - half, right: x + half, top: y - r - 3 - HEIGHT, bottom: y - r - 3 },
  ];
  return (ORDERS[beside] ?? ORDERS.below).map((place) => ({ ...all[place], owner: id }));
}

function within(box, bounds) {
  const shift = Math.max(2 - box.left, Math.min(0, bounds.width - 2 - box.right));
  const drop = Math.max(2 - box.top, Math.min(0, bounds.height - 2 - box.bottom));
  return { ...box, left: box.left + shift, right: box.right + shift, top: box.top + drop, bottom: box.bottom + drop };
}

// Places labels of nodes in screen coordinates. `nodes` come in order of precedence; `must` get one in any case.
export function placed(context, nodes, { font, bounds, taken: covered = [] }) {
  const taken = new Taken();
  for (const box of covered) taken.add(box);
  const labels = [];
  for (const { x, y, r, id, hub } of nodes)
    taken.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, owner: id, weight: Math.max(hub, 1) });
  const inside = (box) =>
    box.left >= 2 && box.right <= bounds.width - 2 && box.top >= 2 && box.bottom <= bounds.height - 2;
  for (const node of nodes) {
    if (node.faded) continue;
    context.font = `${node.strong ? "600 " : ""}${SIZE}px ${font}`;
    const fitted = (most, weight) => {
      const text = shortened(node.label, most);
      const candidates = places(node, width(context, text));
      const box = candidates.find((each) => inside(each) && !taken.hits(each, weight));
      return { text, box: box ?? (node.must ? (candidates.find(inside) ?? within(candidates[0], bounds)) : null) };
    };
    const attempts = node.must
      ? [[LONGEST, 0]]
      : [...LENGTHS.map((most) => [most, 0]), ...(node.hub ? [[LENGTHS[0], node.hub]] : [])];
    let found = null;
    for (const [most, weight] of attempts) if (!found?.box) found = fitted(most, weight);
    const { text, box } = found;
    if (!box) continue;
    taken.add({ ...box, weight: Infinity });
    labels.push({ id: node.id, text, strong: Boolean(node.strong), x: box.left, y: (box.top + box.bottom) / 2 });
  }
  return labels;
}

export function write(context, labels, { ink, paper, font }) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = paper;
  context.fillStyle = ink;
  for (const { text, strong, x, y } of labels) {
    context.font = `${strong ? "600 " : ""}${SIZE}px ${font}`;
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}
