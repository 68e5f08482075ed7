// Columns: a network as the server packs it (graph/network/packing.py), made into things and links.

/** @import { Drawing, Node } from "./types.d.ts" */

/** @typedef {{ values: any[], at: number[] } | any[]} Column Values, or those that occur with the number of each. */
/** @typedef {Record<string, Column>} Columns */
/** @typedef {{ start: string, lang: string, nodes: Columns, edges: Columns, legend: Drawing["legend"] }} Packed */
/** @typedef {{ nodes: Columns, labels: Record<string, string[]> }} More */

/**
 * Gives each item what stands for it in columns.
 * @param {Record<string, any>[]} items
 * @param {Columns} columns
 */
function spread(items, columns) {
  for (const [name, column] of Object.entries(columns)) {
    const isPlain = Array.isArray(column);
    const values = isPlain ? column : column.values;
    const at = isPlain ? null : column.at;
    for (let index = 0; index < items.length; index += 1) {
      const value = values[at ? at[index] : index];
      if (value !== undefined && value !== null) items[index][name] = value;
    }
  }
}

/**
 * The radius of a thing by the number of its links, as graph/network/layout.py has it.
 * @param {number} degree
 */
export function radius(degree) {
  return 5 + 2.4 * Math.sqrt(degree);
}

/**
 * What columns hold, as one object for each entry.
 * @param {any} columns
 * @returns {any}
 */
function entries(columns) {
  const found = columns?.id?.map(() => ({}));
  if (found) spread(found, columns);
  return found;
}

/**
 * A drawing of its own at each call: it may be changed.
 * @param {Packed} packed
 * @returns {Drawing}
 */
export function unpacked({ start, lang, nodes: things, edges: links, legend }) {
  const { id: ids = [], label = [], href = [], ...more } = /** @type {Record<string, any>} */ (things);
  /** @type {Node[]} */
  const nodes = ids.map((/** @type {string} */ name, /** @type {number} */ index) => ({
    id: start + name,
    label: { [lang]: label[index] },
    names: [],
    href: Array.isArray(href) ? href[index] : href.before + name + href.after,
  }));
  spread(nodes, more);
  for (const node of nodes) {
    node.size ??= radius(node.degree ?? 0);
    const own = node.batches?.map((/** @type {any} */ each) => nodes[each]?.id ?? each);
    if (own) node.batches = own;
  }
  const { from = [], to = [], ...rest } = /** @type {Record<string, any[]>} */ (links);
  const edges = from.map((end, index) => ({ id: index, from: nodes[end].id, to: nodes[to[index]].id, relation: "" }));
  spread(edges, rest);
  const [classes, relations] = [legend.classes, legend.relations].map((all) => all?.map((each) => ({ ...each })));
  const [timeline, sources] = [legend.timeline, legend.sources].map(entries);
  return { nodes, edges, legend: { ...legend, classes, relations, timeline, sources } };
}

/**
 * Gives things what came apart from the drawing: other names, labels in other languages, measures.
 * @param {Node[]} nodes As they came.
 * @param {More} more
 */
export function complete(nodes, { nodes: columns, labels }) {
  spread(nodes, columns);
  for (const [lang, texts] of Object.entries(labels))
    for (const [index, node] of nodes.entries()) if (texts[index]) node.label[lang] = texts[index];
}
