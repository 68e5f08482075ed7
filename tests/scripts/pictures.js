// A small picture for tests: two batches of a sandbox, three applications, three institutions, one technology.

const ID = "https://w3id.org/sandbox-atlas/id/";

/** @param {string} name Kind and slug. */
export function iri(name) {
  return `${ID}${name}`;
}

/**
 * @param {string} kind
 * @param {string} slug
 * @param {string[]} batches
 */
export function node(kind, slug, batches = []) {
  const label = { en: slug.toUpperCase(), zh: `“${slug}”` };
  const place = { x: 0, y: 0, size: 8, degree: 1 };
  return {
    id: iri(`${kind}/${slug}`),
    class: `sbx:${kind}`,
    label,
    names: [],
    href: "",
    ...place,
    batches: batches.map(iri),
  };
}

/**
 * @param {string} from
 * @param {string} relation
 * @param {string} to
 */
export function edge(from, relation, to) {
  return { id: 0, from: iri(from), relation, to: iri(to) };
}

/**
 * @param {string} kind
 * @param {number} rank
 * @param {string} role
 */
export function look(kind, rank, role) {
  const label = { en: kind, zh: kind };
  const colour = { light: `#00000${rank}`, dark: `#fffff${rank}` };
  return { id: `sbx:${kind}`, label, inverse: label, colour, shape: "dot", rank, role, dashed: false, count: 0 };
}

export function picture() {
  const [first, second] = ["Batch/first", "Batch/second"];
  return {
    nodes: [
      node("Institution", "bank", [first, second]),
      node("Institution", "insurer", [first]),
      node("Institution", "stranger", [second]),
      node("Application", "one", [first]),
      node("Application", "two", [second]),
      node("Application", "three", [second]),
      node("Technology", "ledger", [first]),
      node("Batch", "first", [first]),
      node("Batch", "second", [second]),
      node("Planet", "mars"),
    ],
    edges: [
      edge("Application/one", "sbx:applicant", "Institution/bank"),
      edge("Application/one", "sbx:participant", "Institution/insurer"),
      edge("Application/one", "sbx:uses", "Technology/ledger"),
      edge("Application/one", "sbx:inBatch", first),
      edge("Application/two", "sbx:applicant", "Institution/bank"),
      edge("Application/two", "sbx:inBatch", second),
      edge("Application/three", "sbx:applicant", "Institution/stranger"),
      edge("Application/three", "sbx:inBatch", second),
      edge("Institution/bank", "sbx:near", second),
      edge("Institution/stranger", "sbx:near", second),
    ],
    legend: {
      classes: [
        look("Batch", 1, "hub"),
        look("Application", 4, "item"),
        look("Institution", 5, "actor"),
        look("Technology", 6, ""),
      ],
      timeline: [
        { id: iri(first), label: { en: "First", zh: "一" }, date: "2020-01" },
        { id: iri(second), label: { en: "Second", zh: "二" }, date: "2020-09" },
      ],
    },
  };
}
