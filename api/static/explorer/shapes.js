// The outlines of nodes as SVG paths, so that legend, saved picture and canvas show the same shapes.

const NAMESPACE = "http://www.w3.org/2000/svg";

function polygon(points) {
  return `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}Z`;
}

function around(x, y, count, radius, turn) {
  return Array.from({ length: count }, (_, step) => {
    const angle = turn + (2 * Math.PI * step) / count;
    return [x + radius(step) * Math.cos(angle), y + radius(step) * Math.sin(angle)];
  });
}

const OUTLINES = {
  dot: (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`,
  square: (x, y, r) =>
    polygon([
      [x - r, y - r],
      [x + r, y - r],
      [x + r, y + r],
      [x - r, y + r],
    ]),
  diamond: (x, y, r) =>
    polygon([
      [x, y - r],
      [x + r, y],
      [x, y + r],
      [x - r, y],
    ]),
  star: (x, y, r) => polygon(around(x, y + 0.08 * r, 10, (step) => 0.82 * r * (step % 2 ? 0.5 : 1.3), -Math.PI / 2)),
  triangle: (x, y, r) => polygon(around(x, y + 0.3 * r, 3, () => 1.33 * r, -Math.PI / 2)),
  triangleDown: (x, y, r) => polygon(around(x, y - 0.3 * r, 3, () => 1.33 * r, Math.PI / 2)),
  hexagon: (x, y, r) => polygon(around(x, y, 6, () => r, 0)),
};

export function outline(shape, x, y, r) {
  return (OUTLINES[shape] ?? OUTLINES.dot)(x, y, r);
}

export function mark(shape, colour) {
  const image = document.createElementNS(NAMESPACE, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true" }))
    image.setAttribute(name, value);
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", outline(shape, 8, 8, shape === "square" ? 5.5 : 6.5));
  path.setAttribute("fill", colour);
  image.append(path);
  return image;
}

// A short line for the legend of relations.
export function stroke(colour, dashed) {
  const image = document.createElementNS(NAMESPACE, "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 22 8", width: 22, height: 8, "aria-hidden": "true" }))
    image.setAttribute(name, value);
  const path = document.createElementNS(NAMESPACE, "path");
  for (const [name, value] of Object.entries({
    d: "M1 4h20",
    stroke: colour,
    "stroke-width": 2,
    "stroke-dasharray": dashed ? "4 3" : "none",
  }))
    path.setAttribute(name, value);
  image.append(path);
  return image;
}
