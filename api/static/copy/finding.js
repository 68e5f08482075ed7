// The search of a copy as files: finds things by name in an index that is loaded with the first letter, as the server
// does: by a name, its beginning, its words, its initials, its sound, and else by names that differ by a slip or two.

import { wordsOf } from "../page/folding.js";
import { Asking, RUN } from "./asking.js";

/** @import { Found, Suggestion } from "../page/suggestions.js" */

/**
 * A name: as it is written, its folded words, its syllables, whether it is a label.
 * @typedef {{ text: string, words: string[], key: string, spoken: string[], initials: string }} Form
 * @typedef {Suggestion & { kind: string, slug: string, reference: string, forms: Form[] }} Thing
 * @typedef {{ signs: Record<string, string>, things: [string, string, string, string, string, [string | 0, string, string, string][]][] }} Index
 */

const SYLLABLE =
  "(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|a|o|e|i|u)";
const PINYIN = new RegExp(`^(?:${SYLLABLE}){2,}(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?$`);
const SHORTEST_PINYIN = 4;
const SHORTEST_SLIP = 5;
const MOST_GUESSES = 10;

/** @type {Map<string, Promise<{ things: Thing[], signs: Map<string, string>, asking: Asking }>>} */
const loaded = new Map();

/** @param {URL} address */
function load(address) {
  const found = loaded.get(address.href) ?? fetched(address);
  loaded.set(address.href, found);
  found.catch(() => loaded.delete(address.href));
  return found;
}

/**
 * @param {URL} address
 * @returns {Promise<any>}
 */
async function json(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

/** @param {URL} address */
async function fetched(address) {
  const [index, catalogue] = await Promise.all([address, new URL("questions.json", address)].map(json));
  /** @type {Index} */
  const { signs, things } = index;
  const pages = new URL("../", address);
  const all = things.map((thing) => read(thing, pages));
  const simple = new Map(Object.entries({ ...catalogue.signs, ...signs }));
  return { things: all, signs: simple, asking: new Asking(catalogue, all, pages) };
}

/**
 * @param {Index["things"][number]} thing
 * @param {URL} pages
 * @returns {Thing}
 */
function read([iri, page, label, lang, facts, names], pages) {
  const forms = names.map(([text, words, spoken, initials]) => {
    const parts = words.split(" ");
    return {
      text: text || label,
      words: parts,
      key: parts.join(""),
      spoken: spoken ? spoken.split(" ") : [],
      initials,
    };
  });
  const [kind, slug] = page.split("/").slice(1, 3);
  const plain = wordsOf(slug ?? "").join("");
  const reference = iri.split("/").slice(-2).join("/");
  return { iri, href: new URL(page, pages).href, label, lang, facts, kind, slug: plain, reference, forms };
}

/**
 * The least number of edits between two words; `unfinished` compares with the best beginning of the other.
 * @param {string} word
 * @param {string} other
 * @param {boolean} unfinished
 */
export function edits(word, other, unfinished) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= word.length; at += 1) {
    const above = row;
    row = [at];
    for (let place = 1; place <= other.length; place += 1) {
      const same = above[place - 1] + (word[at - 1] === other[place - 1] ? 0 : 1);
      row.push(Math.min(same, above[place] + 1, row[place - 1] + 1));
    }
  }
  return unfinished ? Math.min(...row) : row[other.length];
}

/**
 * @param {string} word
 * @param {boolean} isLast
 * @param {string[]} words
 * @param {string} key
 */
function hasWord(word, isLast, words, key) {
  if (RUN.test(word)) return key.includes(word);
  return words.some((each) => each === word || (isLast && each.startsWith(word)));
}

/**
 * @param {string[]} typed
 * @param {{ words: string[], key: string }} name
 */
function hasAll(typed, { words, key }) {
  return typed.every((word, at) => hasWord(word, at === typed.length - 1, words, key));
}

/**
 * How well a form matches: the smaller the better; nothing where it does not.
 * @param {string[]} typed
 * @param {string} key
 * @param {Form} form
 * @returns {number | null}
 */
function fit(typed, key, form) {
  if (form.key === key) return 0;
  if (form.key.startsWith(key)) return 1;
  if (hasAll(typed, form)) return 2;
  if (form.initials && form.initials === key) return 3;
  if (key.length < SHORTEST_PINYIN || !PINYIN.test(key)) return null;
  const sounds = key.replaceAll("v", "u");
  return form.spoken.some((_, at) => form.spoken.slice(at).join("").startsWith(sounds)) ? 5 : null;
}

/**
 * Whether a text is written without spaces and too short for slips: one other sign makes it another name as a rule.
 * @param {string} key
 */
function isShort(key) {
  return key.length < SHORTEST_SLIP && [...key].every((sign) => RUN.test(sign));
}

/**
 * @param {string} key
 * @param {string} other
 */
function hasOtherSign(key, other) {
  return (
    key.length > 2 && key.length === other.length && [...key].filter((sign, at) => sign !== other[at]).length === 1
  );
}

/**
 * The same for names that are only similar.
 * @param {string[]} typed
 * @param {string} key
 * @param {Form} form
 * @returns {number | null}
 */
function likeness(typed, key, form) {
  if (isShort(key)) return hasOtherSign(key, form.key) ? 7 : null;
  if (key.length < SHORTEST_SLIP || RUN.test(key)) {
    const signs = [...new Set(key)].filter((sign) => !form.key.includes(sign)).length;
    return RUN.test(key) && key.length > 2 && signs <= Math.floor(key.length / SHORTEST_SLIP) + 1 ? 7 + signs : null;
  }
  const most = key.length < 6 ? 1 : 2;
  const whole = edits(key, form.key, true);
  if (whole <= most) return 6 + whole;
  const slips = typed.map((word) => Math.min(...form.words.map((each) => edits(word, each, word === typed.at(-1)))));
  const isNear = slips.every((count, at) => count <= (typed[at].length < 4 ? 0 : typed[at].length < 6 ? 1 : 2));
  return isNear ? 6 + Math.max(...slips) : null;
}

/**
 * @param {Thing[]} things
 * @param {(thing: Thing) => { rank: number, matched: string } | null} rank
 * @returns {Suggestion[]}
 */
function ranked(things, rank) {
  /** @type {{ rank: number, found: Suggestion }[]} */
  const found = [];
  for (const thing of things) {
    const how = rank(thing);
    if (how) found.push({ rank: how.rank, found: { ...thing, matched: how.matched } });
  }
  return found.sort((a, b) => a.rank - b.rank).map((each) => each.found);
}

/**
 * @param {Thing} thing
 * @param {(form: Form) => number | null} measure
 */
function best({ forms }, measure) {
  /** @type {{ rank: number, matched: string } | null} */
  let found = null;
  for (const form of forms) {
    const rank = measure(form);
    if (rank !== null && (!found || rank < found.rank)) found = { rank, matched: form.text };
  }
  return found;
}

/**
 * The things whose names match a text, and the questions that it asks, where things of any kind are wanted.
 * @param {URL} address Of the index.
 * @param {string} text
 * @param {string[]} kinds
 * @param {number} limit
 * @returns {Promise<Found & { total: number }>}
 */
export async function find(address, text, kinds, limit) {
  const { things, signs, asking } = await load(address);
  const typed = wordsOf([...text].map((sign) => signs.get(sign) ?? sign).join(""));
  const key = typed.join("");
  if (!key) return { results: [], suggestions: [], words: [], questions: [], total: 0 };
  const wanted = kinds.length ? things.filter(({ kind }) => kinds.includes(kind)) : things;
  const sure = ranked(wanted, (thing) => {
    if (thing.slug === key) return { rank: 0, matched: thing.label };
    const all = {
      words: thing.forms.flatMap(({ words }) => words),
      key: thing.forms.map((form) => form.key).join("\n"),
    };
    const across = typed.length > 1 && hasAll(typed, all) ? { rank: 4, matched: thing.label } : null;
    return best(thing, (form) => fit(typed, key, form)) ?? across;
  });
  const like = sure.length ? [] : ranked(wanted, (thing) => best(thing, (form) => likeness(typed, key, form)));
  if (isShort(key) && like.length > 1) like.length = 0; // what differs from several in one sign is none of them
  const found = { results: sure.slice(0, limit), suggestions: like.slice(0, MOST_GUESSES), total: sure.length };
  const questions = kinds.length ? [] : asking.asked(typed);
  return { ...found, words: typed, questions };
}
