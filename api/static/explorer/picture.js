// The picture of what the screen shows, as SVG and as PNG made from it, with a caption that says what it is.

import { OPACITY, padding } from "./areas.js";
import { Camera } from "./camera.js";
import { baseline, caption } from "./caption.js";
import { drawn } from "./legend.js";
import { borderWidth, dashes, discRadius, FEW, lineWidth } from "./paint.js";
import { control } from "./scene.js";
import { outline } from "./shapes.js";
import { attributes, escaped, rounded } from "./xml.js";

/** @import { Place } from "./types.d.ts" */
/** @import { Foot } from "./caption.js" */
/** @import { Stage } from "./stage.js" */

const LEAST = 0.4; // of the height of a frame that the network has, however long its caption is

/** @typedef {(at: Place) => Place} Project From the network to the screen. */

/**
 * Each area as one patch, however its parts overlap.
 * @param {Stage} stage
 * @param {Project} project
 */
function areas({ scene, camera }, project) {
  const pad = padding(camera);
  return scene.areas.map(({ colour, nodes, edges, label }) => {
    const at = new Map(nodes.map((node) => [node.id, project(node)]));
    const line = (/** @type {string} */ id) => `${at.get(id)?.x} ${at.get(id)?.y}`;
    const d = edges.map(({ from, to }) => `M${line(from)}L${line(to)}`).join("");
    const round = {
      fill: colour,
      stroke: colour,
      "stroke-linecap": "round",
      opacity: scene.isLit ? OPACITY / 3 : OPACITY,
    };
    const discs = nodes.map(({ id }) => {
      const { x = 0, y = 0 } = at.get(id) ?? {};
      return `<circle${attributes({ cx: x, cy: y, r: (scene.radii.get(id) ?? 0) * camera.growth + pad })}/>`;
    });
    const lines = d ? `<path${attributes({ d, "stroke-width": 2 * pad, fill: "none" })}/>` : "";
    return `<g${attributes({ ...round, "stroke-width": 0 })}><desc>${escaped(label)}</desc>${lines}${discs.join("")}</g>`;
  });
}

/**
 * @param {Stage} stage
 * @param {Project} project
 */
function edges(stage, project) {
  const { camera, scene } = stage;
  const isCrowd = scene.lines.length > FEW;
  return scene.lineGroups.flat().map((line) => {
    const [from, to] = [project(line.from), project(line.to)];
    const middle = control(from, to, line.bend);
    const shape = {
      d: line.bend
        ? `M${from.x} ${from.y}Q${rounded(middle.x)} ${rounded(middle.y)} ${to.x} ${to.y}`
        : `M${from.x} ${from.y}L${to.x} ${to.y}`,
      fill: "none",
      stroke: line.colour,
      "stroke-opacity": line.opacity,
      "stroke-width": lineWidth(line, camera, isCrowd),
      "stroke-dasharray": dashes(line, camera).join(" ") || undefined,
    };
    return `<path${attributes(shape)}/>`;
  });
}

/**
 * @param {Stage} stage
 * @param {Project} project
 */
function nodes(stage, project) {
  const { growth } = stage.camera;
  return stage.scene.discGroups.flat().map((disc) => {
    const { x, y } = project(disc.node);
    const shape = {
      d: outline(disc.shape, x, y, discRadius(disc.radius, growth)),
      fill: disc.fill,
      stroke: disc.border,
      "stroke-width": rounded(borderWidth(disc, stage.camera)),
      opacity: disc.opacity,
    };
    return `<path${attributes(shape)}><title>${escaped(stage.model.label(disc.node))}</title></path>`;
  });
}

/**
 * Each label twice, its outline below its letters: not every program knows `paint-order`.
 * @param {Stage} stage
 */
function labels(stage) {
  const { ink, paper, font, size } = stage.appearance.theme;
  const outlined = { fill: paper, stroke: paper, "stroke-width": 4, "stroke-linejoin": "round", "aria-hidden": "true" };
  /** @param {Record<string, string | number>} look */
  const written = (look) => [
    `<g${attributes({ "font-family": font, "font-size": size, ...look })}>`,
    ...stage.labels.map(({ text, strong, tint, x, y }) => {
      const own = { x, y: baseline(y, size), "font-weight": strong ? 600 : 400, fill: look.stroke ? undefined : tint };
      return `<text${attributes(own)}>${escaped(text)}</text>`;
    }),
    "</g>",
  ];
  return [...written(outlined), ...written({ fill: ink })];
}

/**
 * What measures texts in a font.
 * @param {string} font
 * @returns {import("./caption.js").Measure}
 */
function measuring(font) {
  const context = document.createElement("canvas").getContext("2d");
  return (text, size, weight = 400) => {
    if (!context) return text.length * size;
    context.font = `${weight} ${size}px ${font}`;
    return context.measureText(text).width;
  };
}

/** @typedef {{ width: number, height: number }} Frame */

/**
 * A stage as it would be in a frame: with its own camera, and names placed anew.
 * @param {Stage} stage
 * @param {Frame} frame
 * @returns {Stage}
 */
function framed(stage, { width, height }) {
  const { camera } = stage;
  const part = Math.min(width / camera.width, height / camera.height);
  const own = Object.assign(new Camera(), camera, { width, height });
  Object.assign(own, { scale: camera.scale * part, home: camera.home * part });
  const canvas = document.createElement("div"); // that lies under nothing
  const made = Object.assign(Object.create(stage), { camera: own, canvas });
  const context = document.createElement("canvas").getContext("2d");
  made.labels = context ? made.named(context) : [];
  return made;
}

/**
 * The SVG of a stage.
 * @param {Stage} shown
 * @param {Foot} foot
 * @param {Frame | null} frame The size of the picture, if it has to have one; else that of the screen.
 */
export function svg(shown, foot, frame = null) {
  const { colours, theme } = shown.appearance;
  const entries = drawn(shown.model, colours);
  const measure = measuring(theme.font);
  const room = (/** @type {Frame} */ size) =>
    Math.max(size.height * LEAST, size.height - caption(foot, entries, { top: 0, ...size, theme, measure }).height);
  const stage = frame ? framed(shown, { width: frame.width, height: room(frame) }) : shown;
  const { clientWidth, clientHeight } = stage.canvas;
  const [width, top] = frame ? [frame.width, stage.camera.height] : [clientWidth, clientHeight];
  const below = caption(foot, entries, { top, width, theme, measure });
  const height = frame ? frame.height : Math.ceil(top + below.height);
  /** @type {Project} */
  const project = ({ x, y }) => {
    const at = stage.camera.project({ x, y });
    return { x: rounded(at.x), y: rounded(at.y) };
  };
  const root = { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, role: "img" };
  return [
    `<svg${attributes(root)}>`,
    `<title>${escaped(foot.title)}</title><desc>${escaped(`${foot.line} · ${foot.address}`)}</desc>`,
    `<rect${attributes({ width, height, fill: theme.paper })}/>`,
    ...areas(stage, project),
    ...edges(stage, project),
    ...nodes(stage, project),
    ...labels(stage),
    `<rect${attributes({ y: top, width, height: height - top, fill: theme.paper })}/>`, // over what reaches down there
    ...below.body,
    "</svg>",
  ].join("\n");
}

/**
 * The PNG of a stage: at twice the size of the screen, or just as large as a frame.
 * @param {Stage} stage
 * @param {Foot} foot
 * @param {Frame | null} frame
 * @returns {Promise<Blob>}
 */
export async function png(stage, foot, frame = null) {
  const address = URL.createObjectURL(new Blob([svg(stage, foot, frame)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    const times = frame ? 1 : 2;
    [canvas.width, canvas.height] = [image.width * times, image.height * times];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The canvas gave no picture."))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
