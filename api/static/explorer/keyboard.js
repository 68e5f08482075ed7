// Walking the network by keys: arrows go to the neighbour that lies most in their direction.

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
const AT_LEAST = 0.2;

// The neighbour to go to from a node, or where to begin when there is none.
export function next(model, from, [dx, dy]) {
  const isVisible = (node) => node && !model.hidden.has(node.id);
  const here = model.nodes.get(from);
  if (!here) return model.order.find(isVisible) ?? null;
  let best = null;
  let most = AT_LEAST;
  for (const node of model
    .neighbours(from)
    .map((id) => model.nodes.get(id))
    .filter(isVisible)) {
    const [x, y] = [node.x - here.x, node.y - here.y];
    const rate = (x * dx + y * dy) / (Math.hypot(x, y) || 1);
    if (rate > most) [best, most] = [node, rate];
  }
  return best;
}

export function listen(canvas, explorer) {
  canvas.addEventListener("keydown", (event) => {
    if (event.key in WAYS && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const node = next(explorer.model, explorer.selected, WAYS[event.key]);
      if (node) explorer.select(node.id, { centre: true });
    } else if (event.key === "Enter" && explorer.selected) explorer.open(explorer.selected);
    else if (event.key === "Escape") explorer.select(null);
    else if (event.key === "+" || event.key === "=") explorer.stage.zoom("in");
    else if (event.key === "-") explorer.stage.zoom("out");
    else if (event.key === "0") explorer.stage.zoom("fit");
    else return;
    event.stopPropagation();
  });
}

// Keys of the whole page: undo, and "/" to search in the network. Fields keep their own.
export function shortcuts(explorer, field) {
  document.addEventListener(
    "keydown",
    (event) => {
      const isTyping = event.target.closest?.("input:not([type=checkbox], [type=range]), textarea, select");
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey && !isTyping) {
        event.preventDefault();
        explorer.undo();
      } else if (
        event.key === "/" &&
        !isTyping &&
        !event.ctrlKey &&
        !event.metaKey &&
        explorer.canvas.contains(document.activeElement)
      ) {
        event.preventDefault();
        event.stopImmediatePropagation();
        field.focus();
        field.select();
      }
    },
    true,
  );
}
