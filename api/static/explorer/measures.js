// Measures: betweenness, PageRank and communities, which the server computes when a colour or a size first needs them.

import { isCopy } from "../page/copy.js";
import { filters, isMeasured } from "./address.js";

/** @import { Node, State } from "./types.d.ts" */
/** @import { Model } from "./model.js" */
/** @import { Source } from "./source.js" */

/** @typedef {Pick<Node, "id" | "community" | "betweenness" | "pagerank">} Measured */

/** What the server acts on in the address of the page. */
function asked() {
  const found = filters();
  for (const name of ["lang", "snapshot", "embed"]) found.delete(name);
  return Object.fromEntries([...found.keys()].map((name) => [name, found.getAll(name)]));
}

export class Measures {
  /** @param {Source} source */
  constructor(source) {
    this.source = source;
    this.of = "";
    /** @type {Map<string, Measured>} What is known of the drawing of an address. */
    this.known = new Map();
  }

  /**
   * Gives the things of a model their measures, where a state needs them. In a copy the page has them.
   * @param {State} state
   * @param {Model} model
   */
  async bring(state, model) {
    const nodes = [...model.nodes.values()];
    if (!isMeasured(state) || isCopy() || nodes.some(({ community }) => community !== undefined)) return;
    const parameters = asked();
    const of = JSON.stringify(parameters);
    if (this.of !== of) {
      const found = /** @type {{ nodes: Measured[] }} */ (await this.source.get("explore.json", parameters));
      this.known = new Map(found.nodes.map((each) => [each.id, each]));
      this.of = of;
    }
    for (const node of nodes) {
      const { community, betweenness, pagerank } = this.known.get(node.id) ?? {};
      Object.assign(node, { community, betweenness, pagerank });
    }
  }
}
