// Indexes of a model: what is worked out from its things and links when somebody asks for it.

/** @import { Edge, Node, Period } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

/**
 * @typedef {object} Indexes
 * @property {Node[]} [order]
 * @property {Map<string, Map<string, Edge[]>>} [near]
 * @property {Map<string, string>} [byShort]
 * @property {Map<string, Period>} [batches]
 * @property {number[]} [degrees] From many to few.
 */

/**
 * What tells a link from others.
 * @param {Pick<Edge, "from" | "relation" | "to">} edge
 */
export function keyOf({ from, relation, to }) {
  return `${from} ${relation} ${to}`;
}

/**
 * The links of each thing, by the thing at the other end.
 * @param {Edge[]} edges
 * @returns {Map<string, Map<string, Edge[]>>}
 */
export function links(edges) {
  const near = new Map();
  for (const edge of edges)
    for (const [one, other] of [
      [edge.from, edge.to],
      [edge.to, edge.from],
    ]) {
      const own = near.get(one) ?? new Map();
      if (!own.size) near.set(one, own);
      const between = own.get(other);
      if (between) between.push(edge);
      else own.set(other, [edge]);
    }
  return near;
}

/**
 * Hubs come first; then what is linked more than others of its class, so that an institution in two batches is not
 * outdone by applications, which all have many links.
 * @param {Node[]} nodes
 * @param {Model} model
 */
export function byWeight(nodes, model) {
  /** @type {Map<string, { hub: number, links: number, count: number }>} */
  const sums = new Map();
  for (const node of nodes) {
    const sum = sums.get(node.class) ?? { hub: model.role(node) === "hub" ? 1000 : 0, links: 0, count: 0 };
    sum.links += node.degree;
    sum.count += 1;
    sums.set(node.class, sum);
  }
  const weighed = nodes.map((node) => {
    const { hub, links, count } = sums.get(node.class) ?? { hub: 0, links: 0, count: 1 };
    return { node, weight: hub + node.degree / (links / count || 1) + node.degree / 100 };
  });
  return weighed.sort((a, b) => b.weight - a.weight).map(({ node }) => node);
}
