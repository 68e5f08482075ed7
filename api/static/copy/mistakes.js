// What is wrong with a query and where, in the reader's words, in a copy as files: by the rules of the server, which the
// page has as data (api/web/mistakes.py), over the tokens up to the place where the engine stopped.

/**
 * @typedef {{ pattern: string, sentence: string, like: string, engine: string, view: string }} Rule
 * @typedef {{ terminals: string, kinds: Record<string, string>, words: Record<string, string>, updates: string[], close: number, flat: Record<string, string[]>, ends: Record<string, string>, rules: Rule[], refused: [string, string, string][], title: string, place: string, below: string }} Rules
 * @typedef {{ kind: string, text: string, start: number, end: number }} Token
 * @typedef {{ sentence: string, line: number, column: number, excerpt: [string, string, string] }} Mistake
 */

const PLACE = /^error at (\d+):(\d+): /;

/**
 * How many signs two words have in common, in the longest part that both have and beside it (Ratcliff and Obershelp).
 * @param {string[]} one
 * @param {string[]} other
 * @returns {number}
 */
function common(one, other) {
  let best = { size: 0, at: 0, place: 0 };
  for (let at = 0; at < one.length; at += 1)
    for (let place = 0; place < other.length; place += 1) {
      let size = 0;
      while (at + size < one.length && one[at + size] === other[place + size]) size += 1;
      if (size > best.size) best = { size, at, place };
    }
  const { size, at, place } = best;
  if (!size) return 0;
  return (
    size + common(one.slice(0, at), other.slice(0, place)) + common(one.slice(at + size), other.slice(place + size))
  );
}

/**
 * The word that is most like another; empty where none is.
 * @param {string} word
 * @param {string[]} words
 * @param {number} close
 */
function near(word, words, close) {
  let [best, found] = [close, ""];
  const signs = [...word];
  for (const each of [...words].sort()) {
    const likeness = (2 * common([...each], signs)) / (each.length + signs.length);
    if (likeness >= best) [best, found] = [likeness, each];
  }
  return found;
}

/**
 * The tokens up to a place and the one that is there or follows, and whether none does.
 * @param {string} query
 * @param {number} start
 * @param {RegExp} terminals
 */
function until(query, start, terminals) {
  /** @type {Token[]} */
  const stream = [];
  for (const { 0: text, index, groups } of query.matchAll(terminals)) {
    const [kind = ""] = Object.entries(groups ?? {}).find(([, each]) => each !== undefined) ?? [];
    if (kind === "space" || kind === "comment") continue;
    stream.push({ kind, text, start: index, end: index + text.length });
    if (index + text.length > start) return { stream, isEnd: false };
  }
  return { stream, isEnd: true };
}

/**
 * The letter that stands for a token.
 * @param {Token} token
 * @param {Rules} rules
 */
function letter({ kind, text }, { kinds, words, updates }) {
  const word = text.toUpperCase();
  if (kind === "word") return text === "a" ? text : updates.includes(word) ? "U" : (words[word] ?? "W");
  if (kind === "sign") return /^[\0-\x7f]$/.test(text) ? text : "_";
  return kinds[kind];
}

/**
 * The letters with some brackets made flat, the innermost first.
 * @param {string} letters
 * @param {string[]} patterns
 */
function flattened(letters, patterns) {
  for (let before = ""; letters !== before; ) {
    before = letters;
    for (const pattern of patterns)
      letters = letters.replace(new RegExp(pattern, "g"), (_, inside) => `b${inside.replace(/[^A]/g, "x")}e`);
  }
  return letters;
}

/**
 * What is wrong, and the token that it is about.
 * @param {string} query
 * @param {number} start
 * @param {string} message
 * @param {Rules} rules
 * @returns {{ sentence: string, token?: Token }}
 */
function read(query, start, message, rules) {
  const { stream, isEnd } = until(query, start, new RegExp(rules.terminals, "gsu"));
  const letters = stream.map((each) => letter(each, rules)).join("") + (isEnd ? "E" : "");
  for (const { pattern, sentence, like, engine, view } of rules.rules) {
    if (!message.includes(engine)) continue;
    const found = new RegExp(pattern, "du").exec(flattened(letters, rules.flat[view] ?? []));
    if (!found) continue;
    const at = found.indices?.groups?.at?.[0];
    const token = at === undefined ? undefined : stream[at];
    const word = token?.text ?? "";
    const known = like ? near(word.toUpperCase(), Object.keys(rules.words), rules.close) : "";
    const values = { word, prefix: word.split(":")[0], end: rules.ends[word] ?? "", near: known };
    const said = Object.entries(values).reduce(
      (text, [name, value]) => text.replaceAll(`{${name}}`, () => value),
      known ? like : sentence,
    );
    return { sentence: said, token };
  }
  return { sentence: "" };
}

/**
 * What is wrong with a query, as far as the engine says where.
 * @param {string} query
 * @param {string} message What the engine says.
 * @param {Rules} rules
 * @param {number} before Signs that were put before the query.
 * @returns {Mistake | null}
 */
export function mistake(query, message, rules, before = 0) {
  const place = PLACE.exec(message);
  if (!place) return null;
  const text = query.replaceAll("\r\n", "\n");
  const lines = text.split("\n");
  const number = Math.min(Number(place[1]), lines.length);
  const column = Number(place[2]) - 1 - (number === 1 ? before : 0);
  const above = lines.slice(0, number - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const start = above + [...lines[number - 1]].slice(0, Math.max(0, column)).join("").length; // counted in code points
  const { sentence, token } = read(text, start, message, rules);
  const [begin, end] = token ? [token.start, token.end] : [start, start];
  const first = text.slice(0, begin).lastIndexOf("\n") + 1;
  const last = text.indexOf("\n", begin);
  const whole = text.slice(first, last < 0 ? undefined : last);
  const [at, after] = [begin - first, end - first];
  return {
    sentence,
    line: text.slice(0, begin).split("\n").length,
    column: [...whole.slice(0, at)].length + 1,
    excerpt: [whole.slice(0, at), whole.slice(at, after), whole.slice(after)],
  };
}

/**
 * The title and the advice for a query without a mistake that the engine does not run; nothing for another one.
 * @param {string} message
 * @param {Rules} rules
 */
export function refusal(message, { refused }) {
  const found = refused.find(([pattern]) => new RegExp(pattern).test(message));
  return found ? { title: found[1], advice: found[2] } : null;
}
