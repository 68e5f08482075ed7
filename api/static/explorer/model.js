// The things and links of a network, and what of them is visible. It knows nothing of the screen.

export const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

const BATCH = "sbx:Batch";

// Roles of things that link everything in them, so that a link through one of them says little.
export const JOINS = new Set(["hub", "container"]);

// What stands for a thing in an address: kind and slug, or the whole IRI.
export function short(iri) {
  const at = iri.indexOf("/id/");
  return at < 0 ? iri : iri.slice(at + 4);
}

export class Model {
  constructor({ nodes, edges, legend }) {
    this.nodes = new Map();
    this.edges = [];
    this.near = new Map();
    this.classes = new Map();
    this.relations = new Map();
    this.byShort = new Map();
    this.timeline = legend.timeline ?? [];
    this.how = legend.how ?? "network";
    this.total = legend.total ?? nodes.length;
    this.alone = legend.alone ?? 0;
    this.through = legend.through ?? {};
    this.isComparison = nodes.some((node) => node.side);
    this.keys = new Set();
    this.known = legend.known ?? { classes: [], relations: [] };
    this.add({ nodes, edges, ...legend });
    this.state = { shown: null, hide: new Set(), pin: new Set(), until: "" };
  }

  // Takes in things and links that are not here yet, and gives the things that are new.
  add({ nodes, edges, classes = [], relations = [] }) {
    for (const look of classes) if (!this.classes.has(look.id)) this.classes.set(look.id, look);
    for (const look of relations) if (!this.relations.has(look.id)) this.relations.set(look.id, look);
    for (const { class: id } of nodes)
      if (!this.classes.has(id)) this.classes.set(id, this.lookOf(id, this.known.classes));
    for (const { relation: id } of edges)
      if (!this.relations.has(id)) this.relations.set(id, this.lookOf(id, this.known.relations));
    const fresh = nodes.filter((node) => !this.nodes.has(node.id));
    for (const node of fresh) {
      this.nodes.set(node.id, node);
      this.byShort.set(short(node.id), node.id);
      this.near.set(node.id, new Map());
    }
    for (const edge of edges) this.link(edge);
    this.rank();
    return fresh;
  }

  // How a class or relation looks that was not drawn at first; one that nobody described is grey.
  lookOf(id, known) {
    return {
      ...(known.find((look) => look.id === id) ?? {
        id,
        label: { en: id, zh: id },
        inverse: { en: id, zh: id },
        colour: { light: "#8a94a0", dark: "#7f8b99" },
        shape: "dot",
        rank: 98,
        role: "",
        dashed: false,
      }),
    };
  }

  link(edge) {
    const key = `${edge.from} ${edge.relation} ${edge.to}`;
    if (this.keys.has(key) || !this.nodes.has(edge.from) || !this.nodes.has(edge.to)) return;
    this.keys.add(key);
    const own = { ...edge, id: this.edges.length };
    this.edges.push(own);
    for (const [one, other] of [
      [edge.from, edge.to],
      [edge.to, edge.from],
    ]) {
      const near = this.near.get(one);
      if (!near.has(other)) near.set(other, []);
      near.get(other).push(own);
    }
  }

  // Hubs come first; then what is linked more than others of its class, so that an institution in two batches
  // is not outdone by applications, which all have many links.
  rank() {
    const sums = new Map();
    for (const node of this.nodes.values()) {
      const sum = sums.get(node.class) ?? { links: 0, count: 0 };
      sums.set(node.class, { links: sum.links + node.degree, count: sum.count + 1 });
    }
    for (const [id, look] of this.classes) look.count = sums.get(id)?.count ?? 0;
    const weight = (node) => {
      const { links, count } = sums.get(node.class);
      return (this.role(node) === "hub" ? 1000 : 0) + node.degree / (links / count || 1) + node.degree / 100;
    };
    this.order = [...this.nodes.values()].sort((a, b) => weight(b) - weight(a));
    this.moments = new Map(this.timeline.map(({ id }, index) => [id, index]));
  }

  label(node) {
    return node.label[lang] || Object.values(node.label).find(Boolean) || short(node.id);
  }

  kind(node) {
    return this.classes.get(node.class)?.label[lang] ?? node.class;
  }

  // What a thing does in drawings, as the ontology says: hub, container, item, actor or "".
  role(node) {
    return this.classes.get(node.class)?.role ?? "";
  }

  // Where in the timeline a thing first appears; things without a batch are always there.
  first(node) {
    const moments = (node.batches ?? []).map((id) => this.moments.get(id)).filter((index) => index !== undefined);
    return moments.length ? Math.min(...moments) : -1;
  }

  apply({ shown, hide, pin, until }) {
    const ids = (list) => new Set(list.map((each) => this.byShort.get(each)).filter(Boolean));
    this.state = {
      shown: shown.length ? new Set(shown) : null,
      hide: ids(hide),
      pin: ids(pin),
      until: this.byShort.get(until) ?? "",
    };
    const at = this.moments.get(this.state.until);
    this.hidden = new Set();
    for (const node of this.nodes.values()) {
      const kind = node.class.split(":").pop();
      const out = (this.state.shown && !this.state.shown.has(kind)) || (at !== undefined && this.first(node) > at);
      if (this.state.hide.has(node.id) || (out && !this.state.pin.has(node.id))) this.hidden.add(node.id);
    }
    this.now = at;
  }

  isNew(node) {
    return this.now !== undefined && this.first(node) === this.now;
  }

  neighbours(id) {
    return [...(this.near.get(id)?.keys() ?? [])];
  }

  // Things of the same class that share a neighbour with a thing, those that share most first.
  partners(id) {
    const kind = this.nodes.get(id).class;
    const shared = new Map();
    for (const middle of this.neighbours(id)) {
      if (JOINS.has(this.role(this.nodes.get(middle)))) continue;
      for (const other of this.neighbours(middle)) {
        if (other !== id && this.nodes.get(other).class === kind) shared.set(other, (shared.get(other) ?? 0) + 1);
      }
    }
    return [...shared]
      .sort((a, b) => b[1] - a[1] || this.label(this.nodes.get(a[0])).localeCompare(this.label(this.nodes.get(b[0]))))
      .map(([other]) => other);
  }

  batches(node) {
    return (node.batches ?? [])
      .map((id) => this.timeline.find((each) => each.id === id))
      .filter((each) => each && node.class !== BATCH);
  }
}
