// The state of the explorer in the address bar, so that every link shows what its sender saw; and what undo goes back to.

/** @import { State } from "./types.d.ts" */

const WORDS = {
  ...{ sel: "", edge: "", colour: "class", size: "degree", area: "" },
  ...{ since: "", until: "", undated: "", from: "", to: "", without: "", only: "" },
  ...{ names: "2", at: "", via: "", path: "0" },
};
const NAMES = /** @type {(keyof typeof WORDS)[]} */ (Object.keys(WORDS));
const LISTS = /** @type {const} */ (["links", "kinds", "hide", "keep", "pick", "pin", "stand", "open"]);

/**
 * @param {string} search The query of an address.
 * @returns {State}
 */
export function read(search = location.search) {
  const asked = new URLSearchParams(search);
  const shown = asked.getAll("class").map((name) => name.split(":").at(-1) ?? "");
  const [links, kinds, hide, keep, pick, pin, stand, open] = LISTS.map((name) => asked.getAll(name));
  const state = { shown, links, kinds, hide, keep, pick, pin, stand, open, ...WORDS };
  for (const name of NAMES) state[name] = asked.get(name) ?? WORDS[name];
  if (!/[/:]/.test(state.from)) state.from = ""; // messengers append a "from" of their own
  return state;
}

/**
 * Whether colours or sizes mean measures, which come later than the network.
 * @param {Pick<State, "colour" | "size">} state
 */
export function isMeasured({ colour, size }) {
  return colour === "community" || size !== "degree";
}

/**
 * The part of an address that the server acts on: filters, drawing, language.
 * @param {string} search The query of an address.
 */
export function filters(search = location.search) {
  const kept = new URLSearchParams(search);
  for (const name of [...NAMES, ...LISTS, "class"]) kept.delete(name);
  return kept;
}

/**
 * The query of the address for a state, with the filters of another query.
 * @param {State} state
 * @param {string} search
 */
export function written(state, search = location.search) {
  const asked = filters(search);
  for (const name of state.shown) asked.append("class", name);
  for (const name of NAMES) if (state[name] !== WORDS[name]) asked.set(name, state[name]);
  for (const name of LISTS) for (const value of state[name]) asked.append(name, value);
  const text = asked.toString().replaceAll("%2F", "/").replaceAll("%3A", ":");
  return text ? `?${text}` : "";
}

export class Address {
  /** @param {boolean} isKept Whether the address bar follows the state. */
  constructor(isKept) {
    this.isKept = isKept;
    /** @type {string[]} */
    this.past = [];
  }

  /**
   * Writes a state; with `push`, the browser's history gets an entry for it. What `isSlight` cannot be undone.
   * @param {State} before
   * @param {State} state
   * @param {{ push?: boolean, isSlight?: boolean }} settings
   */
  write(before, state, { push = true, isSlight = false } = {}) {
    const search = written(state);
    if (search === written(before)) return;
    if (!isSlight) this.past.push(written(before));
    if (!this.isKept) return;
    history[push ? "pushState" : "replaceState"](null, "", `${location.pathname}${search}${location.hash}`);
  }

  /**
   * Goes to another query, such as one with other filters; undo leads back from it.
   * @param {string} search
   */
  go(search) {
    if (search !== location.search) this.past.push(location.search);
    history.pushState(null, "", `${location.pathname}${search}`);
  }

  undo() {
    return this.past.pop();
  }
}
