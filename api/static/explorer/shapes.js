// The outlines of nodes, so that legend, saved picture and canvas show the same shapes.

const NAMESPACE = "http://www.w3.org/2000/svg";

/** @typedef {{ lineTo: (x: number, y: number) => void, moveTo: (x: number, y: number) => void, arc: CanvasPath["arc"], closePath: () => void }} Pen */

/**
 * Points around a centre, for a thing of radius 1.
 * @param {number} count
 * @param {(step: number) => number} radius
 * @param {number} turn Angle of the first point.
 * @param {number} [down] How far below its place the middle is.
 */
function around(count, radius, turn, down = 0) {
  return Array.from({ length: count }, (_, step) => {
    const angle = turn + (2 * Math.PI * step) / count;
    return [radius(step) * Math.cos(angle), down + radius(step) * Math.sin(angle)];
  });
}

/** @type {Map<string, number[][]>} Corners of what is not round. */
const CORNERS = new Map([
  ["square", around(4, () => Math.SQRT2, -0.75 * Math.PI)],
  ["diamond", around(4, () => 1, -Math.PI / 2)],
  ["star", around(10, (step) => 0.82 * (step % 2 ? 0.5 : 1.3), -Math.PI / 2, 0.08)],
  ["triangle", around(3, () => 1.33, -Math.PI / 2, 0.3)],
  ["triangleDown", around(3, () => 1.33, Math.PI / 2, -0.3)],
  ["hexagon", around(6, () => 1, 0)],
]);

/**
 * Adds the outline of a node to the path of a canvas.
 * @param {Pen} pen
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function trace(pen, shape, x, y, r) {
  const corners = CORNERS.get(shape);
  if (!corners) {
    pen.moveTo(x + r, y);
    pen.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  pen.moveTo(x + r * corners[0][0], y + r * corners[0][1]);
  for (let index = 1; index < corners.length; index += 1)
    pen.lineTo(x + r * corners[index][0], y + r * corners[index][1]);
  pen.closePath();
}

/**
 * Fills the outline of a node; a square without a path, which browsers draw in a fraction of the time.
 * @param {CanvasRenderingContext2D} context
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function fill(context, shape, x, y, r) {
  if (shape === "square") context.fillRect(x - r, y - r, 2 * r, 2 * r);
  else {
    context.beginPath();
    trace(context, shape, x, y, r);
    context.fill();
  }
}

/**
 * The outline of a node as an SVG path.
 * @param {string} shape
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function outline(shape, x, y, r) {
  const corners = CORNERS.get(shape);
  if (!corners) return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  return `M${corners.map(([across, down]) => `${(x + r * across).toFixed(2)} ${(y + r * down).toFixed(2)}`).join("L")}Z`;
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
 * @param {number} width
 */
export function stroke(colour, isDashed, width = 2) {
  const dashes = isDashed ? "4 3" : "none";
  const image = icon(22, 8, { d: "M1 4h20", stroke: colour, "stroke-width": width, "stroke-dasharray": dashes });
  image.setAttribute("width", "22");
  image.setAttribute("height", "8");
  return image;
}
