// Route: one of the shortest paths between two things, as its steps with their sources.

import { button, element } from "../page/elements.js";
import { fill, localized } from "../page/language.js";

/** @import { Edge, ShortestPaths, Texts } from "./types.d.ts" */
/** @import { Card } from "./card.js" */
/** @import { Model } from "./model.js" */

/**
 * One of the shortest paths, as the things along it and the links between successive ones.
 * @param {ShortestPaths} found
 * @param {number} index
 * @returns {ShortestPaths}
 */
export function alternative(found, index) {
  const path = found.paths?.[index] ?? found.paths?.[0];
  if (!path) return found;
  const steps = new Set(path.slice(1).flatMap((id, at) => [`${path[at]} ${id}`, `${id} ${path[at]}`]));
  return {
    ...found,
    nodes: found.nodes.filter(({ id }) => path.includes(id)),
    edges: found.edges.filter(({ from, to }) => steps.has(`${from} ${to}`)),
    paths: [path],
  };
}

/**
 * The steps of a path: each with the links that make it.
 * @param {ShortestPaths} path With one alternative.
 * @returns {{ from: string, to: string, links: Edge[] }[]}
 */
export function steps({ paths, edges }) {
  const path = paths?.[0] ?? [];
  return path.slice(1).map((to, index) => {
    const from = path[index];
    const links = edges.filter((edge) => [edge.from, edge.to].includes(from) && [edge.from, edge.to].includes(to));
    return { from, to, links };
  });
}

/**
 * The steps as a list, each with its sources.
 * @param {Model} model
 * @param {ShortestPaths} path
 * @param {Card} card
 */
export async function route(model, path, card) {
  const list = element("ol", { class: "route" });
  for (const { from, to, links } of steps(path)) {
    const marks = await Promise.all(links.map((edge) => card.marksOf(edge)));
    const [start, end] = [from, to].map((id) => {
      const node = model.node(id);
      return element("a", { href: node.href, "data-thing": id, dir: "auto" }, model.label(node));
    });
    const words = links.flatMap((edge, index) => {
      const look = model.lookOfEdge(edge);
      const name = localized(edge.from === from ? look.label : look.inverse);
      return [element("span", { class: "quiet" }, ` ${name} `), ...marks[index]];
    });
    list.append(element("li", {}, start, ...words, " ", end));
  }
  const sources = await card.passages();
  return [list, ...(sources ? [sources] : [])];
}

/**
 * Which of the alternatives is shown, and buttons to the others; what the paths lead through.
 * @param {ShortestPaths} found
 * @param {number} index
 * @param {Texts} texts
 * @param {(part: import("./types.d.ts").Part) => void} change
 */
export function choices(found, index, texts, change) {
  const count = found.paths?.length ?? 0;
  const bar = element("p", { class: "doings" });
  if (count > 1) {
    const step = (/** @type {number} */ by) => change({ path: String((index + by + count) % count) });
    const line = fill(texts.alternative, { number: index + 1, count });
    bar.append(
      element("span", {}, line),
      button(texts.previous, () => step(-1)),
      button(texts.next, () => step(1)),
    );
  }
  if (found.via !== "anything") bar.append(button(texts.viaAnything, () => change({ via: "anything", path: "0" })));
  else bar.append(button(texts.viaApplications, () => change({ via: "", path: "0" })));
  return [element("p", { class: "quiet" }, texts[found.via ?? "anything"] ?? ""), bar];
}
