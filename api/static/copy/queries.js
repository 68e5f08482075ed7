// Runs SPARQL queries in a worker of a copy as files, with Oxigraph compiled to WebAssembly, over all statements.
// Both are loaded with the first query; the page ends the worker when a query takes too long.

const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";
const ACCEPTED = { json: "application/sparql-results+json", csv: "text/csv" };

/** @type {Promise<{ store: any, Store: any }> | undefined} */
let opened;

/** @param {string} address */
async function fetched(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response;
}

/** @param {string} data Address of the facts. */
async function open(data) {
  const library = new URL("../vendor/oxigraph.js", import.meta.url).href;
  const program = new URL("../vendor/oxigraph.wasm", import.meta.url).href;
  const [{ default: start, Store }, code, facts] = await Promise.all([
    import(library),
    fetched(program).then((response) => response.arrayBuffer()),
    fetched(data).then((response) => response.text()),
  ]);
  await start({ module_or_path: code });
  const store = new Store();
  store.load(facts, { format: "application/trig", no_transaction: true });
  return { store, Store };
}

/**
 * The labels of IRIs in a language.
 * @param {any} store
 * @param {string[]} iris
 * @param {string} lang
 */
function labels(store, iris, lang) {
  const values = iris.filter((iri) => !/[<>"{}|^`\\\s]/.test(iri)).map((iri) => `<${iri}>`);
  const query = `SELECT ?s ?l { VALUES ?s { ${values.join(" ")} } ?s <${LABEL}> ?l FILTER(LANG(?l) = "${lang}") }`;
  return Object.fromEntries(
    store.query(query).map((/** @type {Map<string, any>} */ row) => [row.get("s").value, row.get("l").value]),
  );
}

/**
 * @param {any} store
 * @param {{ query: string, lang: string, most: number }} asked
 */
function answer(store, { query, lang, most }) {
  const found = store.query(query);
  if (typeof found === "boolean") return { boolean: found };
  if (found.length && !(found[0] instanceof Map)) return statements(query, store, found.length);
  // Of no rows the library does not say of which variables: the other format does.
  const written = store.query(query, { results_format: ACCEPTED.json });
  if (!written.startsWith('{"head"')) return statements(query, store, 0);
  const { head, results } = JSON.parse(written);
  const rows = results.bindings.slice(0, most);
  const iris = rows.flatMap((/** @type {Record<string, { type: string, value: string }>} */ row) =>
    Object.values(row).filter(({ type }) => type === "uri"),
  );
  const known = labels(store, [...new Set(iris.map((/** @type {{ value: string }} */ term) => term.value))], lang);
  return { names: head.vars, rows, total: results.bindings.length, labels: known };
}

/**
 * @param {string} query
 * @param {any} store
 * @param {number} count
 */
function statements(query, store, count) {
  return { turtle: store.query(query, { results_format: "text/turtle" }), count };
}

self.addEventListener("message", async ({ data: asked }) => {
  try {
    opened ??= open(asked.data);
    const { store } = await opened;
    const begun = performance.now();
    const given = asked.format
      ? { text: store.query(asked.query, { results_format: ACCEPTED[/** @type {"json" | "csv"} */ (asked.format)] }) }
      : answer(store, asked);
    self.postMessage({ ...given, size: store.size, seconds: (performance.now() - begun) / 1000 });
  } catch (error) {
    self.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
