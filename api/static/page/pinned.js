// The snapshot that a page stays in: what it fetches comes from the same state of the data.

/**
 * The parameters of a request that keep it in the snapshot of an address.
 * @param {string} search The query of the address.
 * @returns {[string, string][]}
 */
export function inSnapshot(search = globalThis.location?.search ?? "") {
  const snapshot = new URLSearchParams(search).get("snapshot");
  return snapshot ? [["snapshot", snapshot]] : [];
}
