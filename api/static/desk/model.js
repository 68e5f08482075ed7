// A review as data: what a draft becomes, and what a curator does to it. Positions count code points.

import { short } from "../page/things.js";

/**
 * @typedef {[number, number]} Span
 * @typedef {{value: string, position: Span | null, entity: string, role?: string}} Claim
 * @typedef {{state: "open" | "accepted" | "rejected", entry: string, name: Claim | null, is_described: boolean,
 *   ours: Record<string, string>, institutions: Claim[], technologies: Claim[], type: Claim | null,
 *   cells?: Record<string, string>, position: Span | null}} Application
 * @typedef {{entry: string, published: Claim | null, announced: Claim | null, services: Claim | null, products: Claim | null,
 *   institutions: Claim[], technologies: Claim[],
 *   cells: Record<string, string>, position: Span | null}} Batch
 * @typedef {{kind: string, cells: Record<string, string>, position: Span | null}} Entry
 * @typedef {{document: string, text: string, lang: string, note: string, by: string, file: string, source: string,
 *   editors: string, sandbox: string, batch: Batch, applications: Application[], entries: Entry[]}} Review
 */

/** @returns {Review} */
export function emptyReview() {
  const batch = {
    entry: "",
    published: null,
    announced: null,
    services: null,
    products: null,
    technologies: [],
    institutions: [],
    cells: {},
    position: null,
  };
  return {
    document: "",
    text: "",
    lang: "",
    note: "",
    by: "",
    file: "",
    source: "",
    editors: "editors",
    sandbox: "",
    batch,
    applications: [],
    entries: [],
  }; // prettier-ignore
}

/** @returns {Application} */
export function emptyApplication() {
  return {
    state: "open",
    entry: "",
    name: null,
    is_described: false,
    ours: {},
    institutions: [],
    technologies: [],
    type: null,
    cells: {},
    position: null,
  }; // prettier-ignore
}

/**
 * A review of a draft in which nothing is decided yet.
 * @param {any} draft What `/edit/draft` answers.
 * @param {string} name What the document is called.
 * @returns {Review}
 */
export function reviewOf(draft, name) {
  /** @type {Map<string, any>} */
  const claims = new Map(draft.claims.map((/** @type {any} */ each) => [each.claim, each]));
  const claim = (/** @type {string} */ place, more = {}) => {
    const found = claims.get(place);
    return found ? { ...claimOf(found), ...more } : null;
  };
  const review = { ...emptyReview(), document: name, text: draft.text };
  const announced = claim("/totals/applications");
  review.batch = {
    ...review.batch,
    published: claim("/date"),
    announced,
    services: claim("/totals/financial services"),
    products: claim("/totals/technology products"),
    technologies: draft.technologies.map((/** @type {any} */ each) => claimOf(each)),
    institutions: kept(
      draft.institutions.map((/** @type {any} */ each, /** @type {number} */ at) =>
        claim(`/institutions/${at}/name`, { role: each.role }),
      ),
    ),
    position: claim("/batch")?.position ?? null,
  }; // prettier-ignore
  review.applications = draft.applications.map((/** @type {any} */ each, /** @type {number} */ number) => {
    const place = `/applications/${number}`;
    const name = claim(`${place}/name`);
    return {
      ...emptyApplication(),
      name,
      is_described: !name,
      institutions: kept(
        each.institutions.map((/** @type {any} */ one, /** @type {number} */ at) =>
          claim(`${place}/institutions/${at}/name`, { role: one.role }),
        ),
      ),
      technologies: kept(
        each.technologies.map((/** @type {any} */ _, /** @type {number} */ at) => claim(`${place}/technologies/${at}`)),
      ),
      type: claim(`${place}/type`),
      position: each.position,
    };
  }); // prettier-ignore
  return review;
}

/**
 * Chooses the sandbox and the batch that a draft speaks of; a batch that the register lacks is proposed as new.
 * @param {Review} review
 * @param {any} draft What `/edit/draft` answers.
 * @param {Record<string, string[]>} choices
 * @returns {Review}
 */
export function placed(review, draft, choices) {
  const { sandbox, batch, entry } = draft.proposed;
  const made = { ...review, sandbox, batch: { ...review.batch, entry: batch } };
  if (entry) Object.assign(made.batch, newBatchOf(review, draft, choices));
  return { ...made, file: slug(made.batch.entry) };
}

/**
 * The entry of a new batch, with what the draft tells of it.
 * @param {Review} review
 * @param {any} draft What `/edit/draft` answers; null where a review was opened.
 * @param {Record<string, string[]>} choices
 * @returns {Pick<Batch, "entry" | "cells">}
 */
export function newBatchOf(review, draft, choices) {
  const { sandbox = review.sandbox, place, number, entry } = draft?.proposed ?? {};
  /** @type {Record<string, string>} */
  const cells = { Number: number ? String(number) : "" };
  for (const [heading, wanted] of [
    ["Sandbox", sandbox],
    ["Place", place],
  ]) {
    const offered = choices[heading]?.find((each) => reference(each) === wanted);
    if (offered) cells[heading] = offered;
  } // prettier-ignore
  return { entry: entry || slug(review.document) || "new-batch", cells };
}

/**
 * @param {any} found A claim of a draft; a name of the register in any form is linked to it.
 * @returns {Claim}
 */
function claimOf({ value, position, entities }) {
  return { value, position, entity: entities.length === 1 ? short(entities[0]) : "" };
}

/**
 * @param {(Claim | null)[]} claims
 * @returns {Claim[]}
 */
function kept(claims) {
  return claims.filter((each) => each !== null);
}

/**
 * An application as two: the second begins with the name that the curator showed, and takes what stands after it.
 * Without such a name both have everything, and the second no name yet.
 * @param {Application} whole
 * @param {Claim | null} second Name of the second application.
 * @returns {[Application, Application]}
 */
export function split(whole, second) {
  const start = second?.position?.[0] ?? -1;
  const isAfter = (/** @type {Claim} */ each) => start >= 0 && (each.position?.[0] ?? -1) >= start;
  const end = whole.position?.[1] ?? start;
  const parts = (/** @type {Claim[]} */ claims, /** @type {boolean} */ after) =>
    claims.filter((each) => start < 0 || isAfter(each) === after).map((each) => ({ ...each }));
  const first = {
    ...whole,
    state: /** @type {const} */ ("open"),
    institutions: parts(whole.institutions, false),
    technologies: parts(whole.technologies, false),
    position:
      start >= 0 && whole.position ? span(whole.position[0], Math.max(whole.position[0] + 1, start)) : whole.position,
  };
  const other = {
    ...whole,
    state: /** @type {const} */ ("open"),
    entry: "",
    ours: {},
    cells: {},
    is_described: false,
    name: second,
    institutions: parts(whole.institutions, true),
    technologies: parts(whole.technologies, true),
    position: start >= 0 ? span(start, Math.max(end, second?.position?.[1] ?? end)) : whole.position,
  };
  return [first, other];
}

/**
 * @param {number} start
 * @param {number} end
 * @returns {Span}
 */
function span(start, end) {
  return [start, end];
}

/**
 * All claims of a review with their places, those of the text only.
 * @param {Review} review
 * @returns {{place: string, claim: Claim, kind: string}[]}
 */
export function claimsOf(review) {
  /** @type {{place: string, claim: Claim, kind: string}[]} */
  const found = [];
  const add = (/** @type {string} */ place, /** @type {Claim | null} */ claim, /** @type {string} */ kind) => {
    if (claim) found.push({ place, claim, kind });
  };
  add("/batch/published", review.batch.published, "date");
  add("/batch/announced", review.batch.announced, "total");
  add("/batch/services", review.batch.services, "total");
  add("/batch/products", review.batch.products, "total");
  for (const [at, each] of review.batch.technologies.entries()) add(`/batch/technologies/${at}`, each, "technology");
  for (const [at, each] of review.batch.institutions.entries()) add(`/batch/institutions/${at}`, each, "institution");
  for (const [number, application] of review.applications.entries()) {
    const place = `/applications/${number}`;
    add(`${place}/name`, application.name, "application");
    for (const [at, each] of application.institutions.entries())
      add(`${place}/institutions/${at}`, each, "institution");
    for (const [at, each] of application.technologies.entries()) add(`${place}/technologies/${at}`, each, "technology");
    add(`${place}/type`, application.type, "type");
  }
  return found;
}

/**
 * A slug of ASCII words; empty where a name has none.
 * @param {string} text
 */
export function slug(text) {
  const plain = text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
  return (plain.match(/[a-z0-9]+/g) ?? []).join("-").slice(0, 60).replace(/-$/, "");
}

/**
 * What a value of a list "[slug] label" refers to; the text itself where it is none.
 * @param {string} text
 */
export function reference(text) {
  return /^\[([^\]]+)\]/.exec(text.trim())?.[1] ?? text.trim();
}

/**
 * The language of a name: that of the document where it is known, else as the last check told it, else by its script,
 * one of the register's languages if its script can be that of one.
 * @param {Review} review
 * @param {string} text
 * @param {string[]} languages Those of the register.
 * @param {string} [told]
 */
export function languageOf(review, text, languages, told) {
  if (review.lang || told) return review.lang || told;
  const first = (/** @type {string[]} */ ...likely) => likely.find((each) => languages.includes(each)) ?? likely[0];
  if (/\p{Script=Han}/u.test(text)) return first("zh", "ja");
  const others = languages.filter((each) => each !== "en" && each !== "zh");
  return /\p{Script=Latin}|^\P{L}*$/u.test(text) ? first("en", ...others) : (others[0] ?? "en");
}
