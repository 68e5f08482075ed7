// How things are named in addresses: by kind and slug where they are of the atlas, else by their whole IRI.

import { isCopy } from "./copy.js";

/** How the IRIs of things of the atlas begin, wherever it is served. */
const ID = "https://w3id.org/sandbox-atlas/id/";

/**
 * What stands for a thing in an address: kind and slug, or the whole IRI.
 * @param {string} iri
 */
export function short(iri) {
  return /^[^/]+\/./.test(iri.slice(ID.length)) && iri.startsWith(ID) ? iri.slice(ID.length) : iri;
}

/**
 * The address of the page of a thing below that of the atlas: by its path if this has no escapes, else by its IRI.
 * @param {string} iri
 */
export function pageOf(iri) {
  const name = short(iri);
  const isPlain = name !== iri && !/[%?#\s]|\/$|(^|\/)\.{0,2}\//.test(name);
  return isPlain ? `id/${name}${isCopy() ? "/index.html" : ""}` : `id?iri=${encodeURIComponent(iri)}`;
}
