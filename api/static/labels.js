// Labels that earn their place: only those that collide with no node and no other label are drawn.

const SIZE = 13;
const HEIGHT = 17;
const CELL = 64;
const MOST = 30;
const LEAST = 15;

function shortened(text, most) {
  let width = 0;
  for (let i = 0; i < text.length; i += 1) {
    width += text.charCodeAt(i) > 0x2e7f ? 2 : 1;
    if (width > most) return `${text.slice(0, i).trimEnd()}…`;
  }
  return text;
}

// Rectangles that are taken, in a grid so that looking one up does not search them all.
class Taken {
  constructor() {
    this.cells = new Map();
  }

  * keys({ left, top, right, bottom }) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield `${x},${y}`;
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
        if (other.owner !== box.owner && other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top) return true;
      }
    }
    return false;
  }
}

function places({ x, y, r, id }, width) {
  const half = width / 2;
  return [
    { left: x - half, right: x + half, top: y + r + 3, bottom: y + r + 3 + HEIGHT },
    { left: x + r + 5, right: x + r + 5 + width, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 },
    { left: x - r - 5 - width, right: x - r - 5, top: y - HEIGHT / 2, bottom: y + HEIGHT / 2 },
    { left: x - half, right: x + half, top: y - r - 3 - HEIGHT, bottom: y - r - 3 },
  ].map((box) => ({ ...box, owner: id }));
}

// Draws labels of nodes in screen coordinates. `nodes` come in order of precedence; `must` are drawn in any case.
export function drawLabels(context, nodes, { ink, paper, font, bounds }) {
  const taken = new Taken();
  for (const { x, y, r, id, hub } of nodes) taken.add({ left: x - r, right: x + r, top: y - r, bottom: y + r, owner: id, weight: Math.max(hub, 1) });
  context.font = `${SIZE}px ${font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const node of nodes) {
    if (node.faded) continue;
    context.font = `${node.strong ? "600 " : ""}${SIZE}px ${font}`;
    const inside = (box) => box.left >= 2 && box.right <= bounds.width - 2 && box.top >= 2 && box.bottom <= bounds.height - 2;
    const fitted = (most) => {
      const text = most ? shortened(node.label, most) : node.label;
      const candidates = places(node, context.measureText(text).width);
      const free = (weight) => candidates.find((each) => inside(each) && !taken.hits(each, weight));
      const box = free(0) ?? (node.hub ? free(node.hub) : null) ?? (node.must ? candidates.find(inside) ?? candidates[0] : null);
      return { text, box };
    };
    const { text, box } = node.must ? fitted(0) : [MOST, LEAST].map(fitted).find((each) => each.box) ?? {};
    if (!box) continue;
    taken.add({ ...box, weight: Infinity });
    context.strokeStyle = paper;
    context.lineWidth = 4;
    context.strokeText(text, box.left, (box.top + box.bottom) / 2);
    context.fillStyle = ink;
    context.fillText(text, box.left, (box.top + box.bottom) / 2);
  }
}
