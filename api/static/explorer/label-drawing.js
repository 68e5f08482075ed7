// The names on the canvas: which things get one, in which order, and the word for the link under the pointer.

import { placed, write } from "./label-layout.js";

// What lies over the canvas, where no label shall be.
function covered(stage, { width }) {
  stage.over ??= stage.canvas.closest(".stage")?.querySelector("[data-over]");
  return stage.over
    ? [
        {
          left: width - stage.over.offsetWidth - 14,
          right: width,
          top: 0,
          bottom: stage.over.offsetHeight + 14,
          owner: "",
          weight: Infinity,
        },
      ]
    : [];
}

function named(stage, bounds) {
  const scale = stage.network.getScale();
  const centre = stage.network.getViewPosition();
  const turn = (id) =>
    id === stage.hovered || id === stage.look.selected || stage.model.state.pin.has(id)
      ? 3
      : stage.look.strong.has(id)
        ? 2
        : 1;
  const shown = [];
  for (const node of stage.model.order) {
    if (stage.model.hidden.has(node.id)) continue;
    const [x, y] = [(node.x - centre.x) * scale + bounds.width / 2, (node.y - centre.y) * scale + bounds.height / 2];
    if (x < -50 || y < -50 || x > bounds.width + 50 || y > bounds.height + 50) continue;
    const rank = turn(node.id);
    const hub = stage.model.role(node) === "hub" || node.degree >= 8 ? node.degree : 0;
    const isFaded = stage.opacity(node) < 0.3 && rank < 3;
    shown.push({
      id: node.id,
      hub,
      x,
      y,
      r: stage.radius(node) * stage.grown * scale,
      label: stage.model.label(node),
      beside: node.beside,
      rank,
      must: rank === 3,
      strong: rank === 3,
      faded: isFaded,
    });
  }
  return shown.sort((a, b) => b.rank - a.rank);
}

function relation(stage, context) {
  const edge = stage.model.edges[stage.hoveredEdge ?? -1];
  if (!edge) return;
  const look = stage.model.relations.get(edge.relation);
  const ends = [edge.from, edge.to].map((id) => stage.network.canvasToDOM(stage.model.nodes.get(id)));
  const text = edge.weight ? `${edge.weight} ${stage.on.word(look)}` : stage.on.word(look);
  context.font = `13px ${stage.font}`;
  const x = (ends[0].x + ends[1].x) / 2 - context.measureText(text).width / 2;
  write(context, [{ text, x, y: (ends[0].y + ends[1].y) / 2 }], stage);
}

export function letter(stage, context) {
  const bounds = { width: stage.canvas.clientWidth, height: stage.canvas.clientHeight };
  const ratio = context.canvas.width / bounds.width;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  stage.labels = placed(context, named(stage, bounds), { font: stage.font, bounds, taken: covered(stage, bounds) });
  write(context, stage.labels, stage);
  relation(stage, context);
  context.restore();
}
