// The questions that a searched text asks, in a copy as files: found by the words of the questions and the things that
// the text names, as the server finds them (graph/register/interpretation.py).

/** @import { Thing } from "./finding.js" */
/** @import { Asked } from "../page/suggestions.js" */

/**
 * @typedef {{ name: string, label: string, kinds: string[], required: boolean, answered: boolean }} Parameter
 * @typedef {{ title: string, folder: string, last: boolean, parameters: Parameter[], words: number[], titled: number[] }} Question
 * @typedef {{ most: number, enough: number, signs: Record<string, string>, words: string, weights: number[], rare: number, answers: Record<string, Record<string, string>>, questions: Question[] }} Catalogue
 * @typedef {{ question: Question, values: Map<Parameter, Thing>, share: number, inTitle: number }} Rating
 */

export const RUN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/;
const MOST_UNITS = 40;
const LONGEST_NAME = 12;
const SHORTEST_NAME = 2;
const SHORTEST_BEGINNING = 5;
/** Short names of banks, which longer words may have in them, as in graph/rdf/abbreviations.py. */
const ABBREVIATION = /^[\u3400-\u9fff\uf900-\ufaff]行$/;
const BEFORE = /^(?:[^\u3400-\u9fff\uf900-\ufaff]|[和与及或由向从对给被在是为即如的含有经以让跟同等说称据])/;
const AFTER = /^(?:业(?!务)|人(?![士员])|[为动政情程使列车走星销权进驶径踪])/;

/**
 * The singular of an English plural; other words stay as they are.
 * @param {string} word
 */
function singular(word) {
  if (word.length < 4 || !/^[\x20-\x7f]+s$/.test(word) || word.endsWith("ss")) return word;
  return word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.slice(0, -1);
}

/**
 * A word without the endings that make no other word of it.
 * @param {string} word
 */
function stem(word) {
  const short = singular(word);
  return short.length > 6 && short.endsWith("ing") ? short.slice(0, -3) : short;
}

/**
 * What is compared of a text: stems of words, and pairs of neighbouring signs.
 * @param {string[]} units
 */
function terms(units) {
  const pairs = units.slice(1).map((unit, at) => (RUN.test(units[at]) && RUN.test(unit) ? units[at] + unit : ""));
  const words = units.filter((unit) => unit && !RUN.test(unit)).map(stem);
  return new Set([...words, ...pairs.filter(Boolean)]);
}

/** The names of things that questions take. */
class Names {
  /** @param {Thing[]} things The better linked first. */
  constructor(things) {
    const all = things.flatMap((thing) => thing.forms.map((form) => ({ key: form.key, words: form.words, thing })));
    const slugs = things.map((thing) => ({ key: thing.slug, thing }));
    const order = new Map(things.map((thing, at) => [thing, at]));
    const place = (/** @type {{ thing: Thing }} */ { thing }) => order.get(thing) ?? 0;
    this.whole = new Map([...all, ...slugs].sort((a, b) => place(b) - place(a)).map(({ key, thing }) => [key, thing]));
    this.sorted = all.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /**
   * The thing that some parts of a text name: by a whole name, or as the only one whose name begins so, unless these
   * are words of questions.
   * @param {string[]} units
   * @param {Map<string, number>} said The words of questions.
   */
  named(units, said) {
    const last = units[units.length - 1];
    if (units.join("").length < SHORTEST_NAME) return undefined;
    const own = [...terms(units)];
    const areSaid = own.length > 0 && own.every((term) => said.has(term));
    for (const word of new Set([last, singular(last)])) {
      const typed = [...units.slice(0, -1), word];
      const found = this.whole.get(typed.join("")) ?? (areSaid ? undefined : this.begun(typed));
      if (found) return found;
    }
    return undefined;
  }

  /** @param {string[]} typed */
  begun(typed) {
    const key = typed.join("");
    const isRun = RUN.test(key);
    if (!isRun && key.length < SHORTEST_BEGINNING) return undefined;
    let [at, end] = [0, this.sorted.length];
    while (at < end) {
      const middle = (at + end) >> 1;
      if (this.sorted[middle].key < key) at = middle + 1;
      else end = middle;
    }
    const first = this.sorted[at];
    if (!first?.key.startsWith(key)) return undefined;
    for (let next = at; this.sorted[next]?.key.startsWith(key); next += 1)
      if (this.sorted[next].thing !== first.thing) return undefined;
    return isRun || typed.every((each, place) => first.words[place] === each) ? first.thing : undefined;
  }
}

/**
 * The things that a text names, the longest names first from the left, and the parts between; "" parts them.
 * @param {string[]} units
 * @param {Set<number>} begins The places where words begin.
 * @param {Names} names
 * @param {Map<string, number>} said The words of questions.
 */
function namedIn(units, begins, names, said) {
  /** @type {Set<Thing>} */
  const named = new Set();
  /** @type {string[]} */
  const rest = [];
  for (let at = 0; at < units.length; ) {
    let length = Math.min(LONGEST_NAME, units.length - at);
    let found;
    for (; length > 0 && !found; length -= 1) {
      const before = begins.has(at) ? "" : (rest[rest.length - 1] ?? "");
      const end = at + length;
      const after = [end, end + 1].map((place) => (begins.has(place) ? "" : (units[place] ?? ""))).join("");
      if (!isPart(units.slice(at, end).join(""), before, after)) found = names.named(units.slice(at, end), said);
    }
    if (found) named.add(found);
    rest.push(found ? "" : units[at]);
    at += found ? length + 1 : 1;
  }
  return { named: [...named], rest };
}

/**
 * Whether a short name is only part of longer words, as 工行 in 人工行为.
 * @param {string} name
 * @param {string} before
 * @param {string} after
 */
function isPart(name, before, after) {
  return ABBREVIATION.test(name) && (Boolean(before && !BEFORE.test(before)) || AFTER.test(after));
}

/**
 * The named things that a question takes, each by another parameter; nothing where it could be by either of two.
 * @param {Question} question
 * @param {Thing[]} named
 */
function assigned({ parameters }, named) {
  /** @type {Map<Parameter, Thing>} */
  const values = new Map();
  for (const each of named) {
    const taking = parameters.find((parameter) => parameter.kinds.includes(each.kind) && !values.has(parameter));
    if (taking) values.set(taking, each);
  }
  const free = parameters.filter((parameter) => !values.has(parameter)).map(({ kinds }) => kinds.join(" "));
  return [...values.keys()].some(({ kinds }) => free.includes(kinds.join(" "))) ? null : values;
}

/**
 * How well a question fits a text; nothing where it does not.
 * @param {Question} question
 * @param {Thing[]} named
 * @param {Map<number, number>} words The other words of the text by their places, with their weights.
 * @param {number} enough
 * @returns {Rating | null}
 */
function rating(question, named, words, enough) {
  const values = assigned(question, named);
  if (!values || question.parameters.some((each) => each.required && !values.has(each))) return null;
  const sum = (/** @type {number[]} */ of) => of.reduce((all, word) => all + (words.get(word) ?? 0), 0);
  const whole = sum([...words.keys()]);
  const share = whole ? sum(question.words) / whole : 0;
  const isAsked = words.size ? share >= enough : values.size > 1;
  if (!isAsked || (named.length && !values.size)) return null;
  return { question, values, share, inTitle: sum(question.titled) };
}

/**
 * A question as the search shows it. It leads to the answer for the thing that is named, where that is a file, else to
 * the answer for everything, else to the sources of the thing.
 * @param {Rating} rating
 * @param {Catalogue["answers"]} answers
 * @param {URL} pages The folder of the language.
 * @returns {Asked}
 */
function shown({ question, values }, answers, pages) {
  const { title, folder } = question;
  const said = (/** @type {[Parameter, Thing]} */ [{ label }, { label: name }]) => label + name;
  const at = (/** @type {string} */ path) => new URL(`${path}index.html`, pages).href;
  for (const [parameter, each] of values) {
    const answer = parameter.answered && answers[parameter.name]?.[each.reference];
    if (answer) return { title, href: at(`${folder}${answer}/`), facts: said([parameter, each]) };
  }
  const [first] = values;
  if (!first || !question.parameters.some(({ required }) => required)) return { title, href: at(folder), facts: "" };
  return { title, href: `${first[1].href}#sources`, facts: [...values].map(said).join(" · ") };
}

/** Finds the questions that texts ask. */
export class Asking {
  /**
   * @param {Catalogue} catalogue
   * @param {Thing[]} things The better linked first.
   * @param {URL} pages The folder of the language.
   */
  constructor(catalogue, things, pages) {
    const kinds = new Set(catalogue.questions.flatMap(({ parameters }) => parameters.flatMap((each) => each.kinds)));
    this.catalogue = catalogue;
    this.names = new Names(things.filter(({ kind }) => kinds.has(kind)));
    this.places = new Map(catalogue.words.split(" ").map((word, at) => [word, at]));
    this.pages = pages;
  }

  /**
   * The questions that a text asks, the best first.
   * @param {string[]} typed Its folded words.
   */
  asked(typed) {
    const { questions, enough, most, answers } = this.catalogue;
    const split = typed.map((word) => (RUN.test(word) ? [...word] : [word]));
    const begins = new Set(split.map((_, at) => split.slice(0, at).flat().length));
    const { named, rest } = namedIn(split.flat().slice(0, MOST_UNITS), begins, this.names, this.places);
    const words = this.weighed(rest);
    const fitting = questions.map((each) => rating(each, named, words, enough)).filter((each) => each !== null);
    const values = Math.max(0, ...fitting.map((each) => each.values.size));
    const count = (/** @type {Rating} */ { question }) => question.parameters.length;
    return fitting
      .filter((each) => each.values.size === values)
      .sort(
        (a, b) =>
          b.share - a.share ||
          b.inTitle - a.inTitle ||
          Number(a.question.last) - Number(b.question.last) ||
          count(a) - count(b),
      )
      .slice(0, most)
      .map((each) => shown(each, answers, this.pages));
  }

  /**
   * The places of words in the list, those of unknown ones below zero, with their weights, without the common ones.
   * @param {string[]} units
   */
  weighed(units) {
    const { weights, rare } = this.catalogue;
    const found = [...terms(units)].map((word, at) => this.places.get(word) ?? -1 - at);
    const weight = (/** @type {number} */ place) => weights[place] ?? rare;
    return new Map(found.filter((place) => weight(place) > 0).map((place) => [place, weight(place)]));
  }
}
