// The neighbours of a thing and the shortest paths between two, in a copy as files: found in the network of the whole
// register, which is loaded with the first of them, as the server finds them (graph/network/neighbourhood.py).

import { complete, radius, unpacked } from "../explorer/columns.js";
import { short } from "../page/things.js";

/** @import { Edge, Labels, Look, Neighbours, Node, ShortestPaths } from "../explorer/types.d.ts" */
/** @import { More, Packed } from "../explorer/columns.js" */

/** Shortest paths in an answer; between two hubs there may be very many. */
const MOST_PATHS = 20;
const VIA = ["applications", "technologies", "anything"];
/** Roles of what paths do not lead through, by what they lead through. */
const JOINING = new Map([
  [VIA[0], ["hub", "container", "topic"]],
  [VIA[1], ["hub", "container"]],
  [VIA[2], []],
]);

/** The whole register: its things, their links, and how they look. */
export class Register {
  /**
   * @param {Packed} packed
   * @param {More} more
   * @param {string} pages The folder of the pages of things, below which their addresses are.
   */
  constructor(packed, more, pages) {
    const { nodes, edges, legend } = unpacked(packed);
    complete(nodes, more);
    for (const node of nodes) node.href &&= new URL(node.href, pages).href;
    this.edges = edges;
    this.nodes = new Map(nodes.map((node) => [node.id, node]));
    this.named = new Map(nodes.map((node) => [short(node.id), node.id]));
    /** @type {Map<string, Look>} */
    this.relations = new Map((legend.relations ?? []).map((look) => [look.id, look]));
    /** @type {Map<string, Look>} */
    this.classes = new Map((legend.classes ?? []).map((look) => [look.id, look]));
    /** @type {Map<string, Edge[]>} */
    this.links = new Map(nodes.map(({ id }) => [id, []]));
    for (const edge of edges) for (const end of new Set([edge.from, edge.to])) this.links.get(end)?.push(edge);
  }

  /**
   * @param {string} id
   * @returns {string[]} The things that are linked to it, once each.
   */
  near(id) {
    const others = (this.links.get(id) ?? []).map(({ from, to }) => (from === id ? to : from));
    return [...new Set(others)].filter((other) => other !== id);
  }

  /**
   * A part of the register.
   * @param {string[]} ids
   * @param {(edge: Edge) => boolean} [wanted]
   */
  part(ids, wanted = () => true) {
    const own = new Set(ids.filter((id) => this.nodes.has(id)));
    const edges = [...new Set([...own].flatMap((id) => this.links.get(id) ?? []))].filter(
      (edge) => own.has(edge.from) && own.has(edge.to) && wanted(edge),
    );
    const nodes = [...own].map((id) => ({ .../** @type {Node} */ (this.nodes.get(id)), degree: 0 }));
    for (const node of nodes) {
      node.degree = edges.filter(({ from, to }) => from === node.id || to === node.id).length;
      node.size = radius(node.degree);
    }
    const looks = { classes: [...this.classes.values()], relations: [...this.relations.values()] };
    const used = new Set([...nodes.map((node) => node.class), ...edges.map((edge) => edge.relation)]);
    return {
      nodes,
      edges,
      classes: looks.classes.filter(({ id }) => used.has(id)),
      relations: looks.relations.filter(({ id }) => used.has(id)),
    };
  }

  /**
   * @param {string} of
   * @param {number} limit
   * @param {string} [relation]
   * @returns {Neighbours}
   */
  neighbours(of, limit, relation = "") {
    const id = this.named.get(of) ?? of;
    const links = this.links.get(id) ?? [];
    const found = new Set(
      links
        .filter((edge) => !relation || edge.relation === relation)
        .map(({ from, to }) => (from === id ? to : from))
        .filter((other) => other !== id),
    );
    const degree = (/** @type {string} */ other) => this.links.get(other)?.length ?? 0;
    const ranked = [...found].sort((a, b) => degree(b) - degree(a) || (a < b ? -1 : 1));
    const byRelation = new Map();
    for (const { relation: name, from, to } of links)
      for (const inverse of [from === id ? false : null, to === id ? true : null].filter((each) => each !== null)) {
        const look = this.relations.get(name);
        /** @type {string | Labels} */
        const label = (inverse ? look?.inverse : look?.label) ?? name;
        const known = byRelation.get(`${name} ${inverse}`) ?? { relation: name, inverse, label, count: 0 };
        known.count += 1;
        byRelation.set(`${name} ${inverse}`, known);
      }
    const counted = [...byRelation].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
    return { ...this.part([id, ...ranked.slice(0, limit)]), total: ranked.length, byRelation: counted };
  }

  /**
   * @param {string} from
   * @param {string} to
   * @param {string} [via] What they lead through first; where nothing does, the next is tried.
   * @returns {ShortestPaths}
   */
  paths(from, to, via = VIA[0]) {
    const [one, other] = [from, to].map((name) => this.named.get(name) ?? name);
    for (const level of VIA.slice(Math.max(0, VIA.indexOf(via)))) {
      const paths = this.shortest(one, other, JOINING.get(level) ?? []);
      if (paths.length) return { ...this.along(paths), length: paths[0].length - 1, via: level, paths };
    }
    return { nodes: [], edges: [], length: null, via, paths: [] };
  }

  /**
   * @param {string[][]} paths
   */
  along(paths) {
    const steps = new Set(paths.flatMap((path) => path.slice(1).map((id, at) => [path[at], id].sort().join(" "))));
    const isStep = (/** @type {Edge} */ { from, to }) => steps.has([from, to].sort().join(" "));
    return this.part([...new Set(paths.flat())].sort(), isStep);
  }

  /**
   * The shortest paths between two things, whatever the direction of links.
   * @param {string} one
   * @param {string} other
   * @param {string[]} joining Roles of things that no path leads through.
   * @returns {string[][]}
   */
  shortest(one, other, joining) {
    if (!this.nodes.has(one) || !this.nodes.has(other)) return [];
    const steps = this.steps(one, other, joining);
    /** @type {string[][]} */
    let paths = steps.has(other) ? [[other]] : [];
    while (paths.length && paths[0][0] !== one)
      paths = paths
        .flatMap((path) => (steps.get(path[0])?.before ?? []).map((id) => [id, ...path]))
        .slice(0, MOST_PATHS);
    return paths.sort((a, b) => (a.join(" ") < b.join(" ") ? -1 : 1));
  }

  /**
   * How far things are from one, up to the other, and what comes before each on a shortest way.
   * @param {string} one
   * @param {string} other
   * @param {string[]} joining
   */
  steps(one, other, joining) {
    const role = (/** @type {string} */ id) => this.classes.get(this.nodes.get(id)?.class ?? "")?.role ?? "";
    /** @type {Map<string, { far: number, before: string[] }>} */
    const steps = new Map([[one, { far: 0, before: [] }]]);
    for (let [edge, far] = [[one], 1]; edge.length && !steps.has(other); far += 1) {
      /** @type {string[]} */
      const next = [];
      for (const id of edge)
        for (const near of this.near(id)) {
          if (near !== other && joining.includes(role(near))) continue;
          const known = steps.get(near);
          if (!known) next.push(near);
          if (known?.far === far) known.before.push(id);
          else if (!known) steps.set(near, { far, before: [id] });
        }
      edge = next;
    }
    return steps;
  }
}

/**
 * @param {URL} address That of the network of the whole register.
 * @param {string} pages
 */
export async function load(address, pages) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  const { packed, more } = await response.json();
  return new Register(packed, more, pages);
}
