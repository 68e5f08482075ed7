// The picture of what the screen shows, as SVG of our own and as PNG made from it, with a line that says what it is.

import { SIZE } from "./label-layout.js";
import { outline } from "./shapes.js";

const FOOT = 44;

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0, section 2.2, allows none of these.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text) {
  return String(text)
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(FORBIDDEN, "");
}

function attributes(values) {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(typeof value === "number" ? Math.round(value * 100) / 100 : value)}"`)
    .join("");
}

function edges(stage, place) {
  return stage
    .edges()
    .filter((edge) => !edge.hidden)
    .map((edge) => {
      const [from, to] = [edge.from, edge.to].map((id) => place(stage.model.nodes.get(id)));
      const via = edge.smooth && stage.network.body.edges[edge.id]?.edgeType?.getViaNode?.();
      const bend = via ? place(via) : null;
      const path = bend
        ? `M${from.x} ${from.y}Q${bend.x} ${bend.y} ${to.x} ${to.y}`
        : `M${from.x} ${from.y}L${to.x} ${to.y}`;
      return `<path${attributes({ d: path, fill: "none", stroke: edge.color.color, "stroke-opacity": edge.color.opacity, "stroke-width": edge.width, "stroke-dasharray": edge.dashes ? edge.dashes.join(" ") : "none" })}/>`;
    });
}

function nodes(stage, place, scale) {
  return stage
    .nodes()
    .filter((node) => !node.hidden)
    .map((node) => {
      const { x, y } = place(stage.model.nodes.get(node.id));
      const title = escaped(stage.model.label(stage.model.nodes.get(node.id)));
      return `<path${attributes({ d: outline(node.shape, x, y, node.size * scale), fill: node.color.background, stroke: node.color.border, "stroke-width": node.borderWidth, opacity: node.opacity })}><title>${title}</title></path>`;
    });
}

function labels(stage) {
  return stage.labels.map(
    ({ text, strong, x, y }) =>
      `<text${attributes({ x, y, "font-weight": strong ? 600 : 400 })}>${escaped(text)}</text>`,
  );
}

// The SVG of a stage; `foot` has a title and a line for below.
export function svg(stage, foot) {
  const { clientWidth: width, clientHeight: height } = stage.canvas;
  const scale = stage.network.getScale();
  const place = ({ x, y }) => {
    const at = stage.network.canvasToDOM({ x, y });
    return { x: Math.round(at.x * 100) / 100, y: Math.round(at.y * 100) / 100 };
  };
  const quiet = getComputedStyle(document.documentElement).getPropertyValue("--quiet").trim();
  const letters = {
    "font-family": stage.font,
    "font-size": SIZE,
    fill: stage.ink,
    stroke: stage.paper,
    "stroke-width": 4,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
    "dominant-baseline": "central",
  };
  return [
    `<svg${attributes({ xmlns: "http://www.w3.org/2000/svg", width, height: height + FOOT, viewBox: `0 0 ${width} ${height + FOOT}`, role: "img" })}>`,
    `<title>${escaped(foot.title)}</title><desc>${escaped(foot.line)}</desc>`,
    `<rect${attributes({ width, height: height + FOOT, fill: stage.paper })}/>`,
    ...edges(stage, place),
    ...nodes(stage, place, scale),
    `<g${attributes(letters)}>`,
    ...labels(stage),
    "</g>",
    `<g${attributes({ "font-family": stage.font, "font-size": 12 })}>`,
    `<text${attributes({ x: 12, y: height + 16, fill: stage.ink, "font-weight": 600 })}>${escaped(foot.title)}</text>`,
    `<text${attributes({ x: 12, y: height + 33, fill: quiet, "font-size": 11 })}>${escaped(foot.line)}</text></g></svg>`,
  ].join("\n");
}

export async function png(stage, foot) {
  const address = URL.createObjectURL(new Blob([svg(stage, foot)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
