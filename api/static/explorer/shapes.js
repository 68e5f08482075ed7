// The outlines of nodes as SVG paths, so that legend, saved picture and canvas show the same shapes.

const NAMESPACE = "http://www.w3.org/2000/svg";

/** @typedef {(x: number, y: number, r: number) => string} Outline */

/** @param {number[][]} points */
function polygon(points) {
  return `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}Z`;
}

/**
 * Points around a centre.
 * @param {number} x
 * @param {number} y
 * @param {number} count
 * @param {(step: number) => number} radius
 * @param {number} turn Angle of the first point.
 */
function around(x, y, count, radius, turn) {
  return Array.from({ length: count }, (_, step) => {
    const angle = turn + (2 * Math.PI * step) / count;
    return [x + radius(step) * Math.cos(angle), y + radius(step) * Math.sin(angle)];
  });
}

/** @type {Outline} */
const dot = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;

/** @type {Map<string, Outline>} */
const OUTLINES = new Map([
  ["dot", dot],
  ["square", (x, y, r) => polygon(around(x, y, 4, () => r * Math.SQRT2, -0.75 * Math.PI))],
  ["diamond", (x, y, r) => polygon(around(x, y, 4, () => r, -Math.PI / 2))],
  [
    "star",
    (x, y, r) => polygon(around(x, y + 0.08 * r, 10, (step) => 0.82 * r * (step % 2 ? 0.5 : 1.3), -Math.PI / 2)),
  ],
  ["triangle", (x, y, r) => polygon(around(x, y + 0.3 * r, 3, () => 1.33 * r, -Math.PI / 2))],
  ["triangleDown", (x, y, r) => polygon(around(x, y - 0.3 * r, 3, () => 1.33 * r, Math.PI / 2))],
  ["hexagon", (x, y, r) => polygon(around(x, y, 6, () => r, 0))],
]);

/**
 * The outline of a node.
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function outline(shape, x, y, r) {
  return (OUTLINES.get(shape) ?? dot)(x, y, r);
}

/**
 * @param {number} width
 * @param {number} height
 * @param {Record<string, string | number>} path Attributes of its one path.
 */
function icon(width, height, path) {
  const image = document.createElementNS(NAMESPACE, "svg");
  const line = document.createElementNS(NAMESPACE, "path");
  /** @type {[Element, Record<string, string | number>][]} */
  const all = [
    [image, { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }],
    [line, path],
  ];
  for (const [element, attributes] of all)
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  image.append(line);
  return image;
}

/**
 * A node for the legend.
 * @param {string} shape
 * @param {string} colour
 */
export function mark(shape, colour) {
  const image = icon(16, 16, { d: outline(shape, 8, 8, shape === "square" ? 5.5 : 6.5), fill: colour });
  image.setAttribute("width", "14");
  image.setAttribute("height", "14");
  return image;
}

/**
 * A short line for the legend of relations.
 * @param {string} colour
 * @param {boolean} isDashed
 */
export function stroke(colour, isDashed) {
  const dashes = isDashed ? "4 3" : "none";
  const image = icon(22, 8, { d: "M1 4h20", stroke: colour, "stroke-width": 2, "stroke-dasharray": dashes });
  image.setAttribute("width", "22");
  image.setAttribute("height", "8");
  return image;
}
