// The picture of what the screen shows, as SVG and as PNG made from it, with a line below that says what it is.

import { SIZE } from "./label-layout.js";
import { outline } from "./shapes.js";

/** @import { Place } from "./types.d.ts" */
/** @import { Stage } from "./stage.js" */

/** @typedef {{ title: string, line: string }} Foot A title and a line for below the picture. */
/** @typedef {(at: Place) => Place} Project From the network to the screen. */

const FOOT = 44;

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, section 2.2, allows none of these.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 100) / 100;
}

/**
 * A text as XML.
 * @param {string} text
 */
export function escaped(text) {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(FORBIDDEN, "");
}

/** @param {Record<string, string | number>} values */
function attributes(values) {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(typeof value === "number" ? rounded(value) : value))}"`)
    .join("");
}

/**
 * Where vis-network bends an edge, which its public interface does not say.
 * @param {Stage} stage
 * @param {number} id
 * @returns {Place | undefined}
 */
function via(stage, id) {
  const { body } = /** @type {any} */ (stage.network);
  return body.edges[id]?.edgeType?.getViaNode?.();
}

/**
 * @param {Stage} stage
 * @param {Project} project
 */
function edges(stage, project) {
  const visible = stage.appearance.edges().filter((edge) => !edge.hidden);
  return visible.map((edge) => {
    const [from, to] = [edge.from, edge.to].map((id) => project(stage.model.node(id)));
    const middle = edge.smooth ? via(stage, edge.id) : undefined;
    const bend = middle ? project(middle) : null;
    const line = {
      d: bend ? `M${from.x} ${from.y}Q${bend.x} ${bend.y} ${to.x} ${to.y}` : `M${from.x} ${from.y}L${to.x} ${to.y}`,
      fill: "none",
      stroke: edge.color.color,
      "stroke-opacity": edge.color.opacity,
      "stroke-width": edge.width,
      "stroke-dasharray": Array.isArray(edge.dashes) ? edge.dashes.join(" ") : "none",
    };
    return `<path${attributes(line)}/>`;
  });
}

/**
 * @param {Stage} stage
 * @param {Project} project
 */
function nodes(stage, project) {
  const scale = stage.network.getScale();
  const visible = stage.appearance.nodes().filter((node) => !node.hidden);
  return visible.map((node) => {
    const thing = stage.model.node(node.id);
    const { x, y } = project(thing);
    const shape = {
      d: outline(node.shape, x, y, node.size * scale),
      fill: node.color.background,
      stroke: node.color.border,
      "stroke-width": node.borderWidth,
      opacity: node.opacity,
    };
    return `<path${attributes(shape)}><title>${escaped(stage.model.label(thing))}</title></path>`;
  });
}

/** @param {Stage} stage */
function labels(stage) {
  const { ink, paper, font } = stage.appearance.theme;
  const letters = {
    "font-family": font,
    "font-size": SIZE,
    fill: ink,
    stroke: paper,
    "stroke-width": 4,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
    "dominant-baseline": "central",
  };
  const texts = stage.labels.map(
    ({ text, strong, x, y }) =>
      `<text${attributes({ x, y, "font-weight": strong ? 600 : 400 })}>${escaped(text)}</text>`,
  );
  return [`<g${attributes(letters)}>`, ...texts, "</g>"];
}

/**
 * @param {Stage} stage
 * @param {Foot} foot
 * @param {number} top
 */
function footer(stage, { title, line }, top) {
  const { ink, quiet, font } = stage.appearance.theme;
  const first = { x: 12, y: top + 16, fill: ink, "font-weight": 600 };
  const second = { x: 12, y: top + 33, fill: quiet, "font-size": 11 };
  return [
    `<g${attributes({ "font-family": font, "font-size": 12 })}>`,
    `<text${attributes(first)}>${escaped(title)}</text>`,
    `<text${attributes(second)}>${escaped(line)}</text></g>`,
  ];
}

/**
 * The SVG of a stage.
 * @param {Stage} stage
 * @param {Foot} foot
 */
export function svg(stage, foot) {
  const { clientWidth: width, clientHeight } = stage.canvas;
  const height = clientHeight + FOOT;
  /** @type {Project} */
  const project = ({ x, y }) => {
    const at = stage.network.canvasToDOM({ x, y });
    return { x: rounded(at.x), y: rounded(at.y) };
  };
  const root = { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, role: "img" };
  return [
    `<svg${attributes(root)}>`,
    `<title>${escaped(foot.title)}</title><desc>${escaped(foot.line)}</desc>`,
    `<rect${attributes({ width, height, fill: stage.appearance.theme.paper })}/>`,
    ...edges(stage, project),
    ...nodes(stage, project),
    ...labels(stage),
    ...footer(stage, foot, clientHeight),
    "</svg>",
  ].join("\n");
}

/**
 * The PNG of a stage, at twice its size.
 * @param {Stage} stage
 * @param {Foot} foot
 * @returns {Promise<Blob>}
 */
export async function png(stage, foot) {
  const address = URL.createObjectURL(new Blob([svg(stage, foot)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The canvas gave no picture."))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
