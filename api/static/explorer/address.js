// The state of the explorer in the address bar, so that every link shows what its sender saw; and what undo goes back to.

const WORDS = { sel: "", edge: "", colour: "class", size: "degree", until: "", from: "", to: "" };
const LISTS = ["hide", "pin", "open"];

export function read(search = location.search) {
  const asked = new URLSearchParams(search);
  const state = { shown: asked.getAll("class").map((name) => name.split(":").pop()) };
  for (const [name, usual] of Object.entries(WORDS)) state[name] = asked.get(name) ?? usual;
  for (const name of LISTS) state[name] = asked.getAll(name);
  return state;
}

// The part of an address that the server acts on: filters, drawing, language.
export function filters(search = location.search) {
  const kept = new URLSearchParams(search);
  for (const name of [...Object.keys(WORDS), ...LISTS, "class"]) kept.delete(name);
  return kept;
}

export function written(state, search = location.search) {
  const asked = filters(search);
  for (const name of state.shown) asked.append("class", name);
  for (const [name, usual] of Object.entries(WORDS)) if (state[name] !== usual) asked.set(name, state[name]);
  for (const name of LISTS) for (const value of state[name]) asked.append(name, value);
  const text = asked.toString().replaceAll("%2F", "/").replaceAll("%3A", ":");
  return text ? `?${text}` : "";
}

export class Address {
  constructor(isKept) {
    this.isKept = isKept;
    this.past = [];
  }

  // Writes a state; a state that is worth going back to gets an entry of its own in the history.
  write(before, state, { push = true } = {}) {
    const search = written(state);
    if (search === written(before)) return;
    this.past.push(written(before));
    if (!this.isKept) return;
    history[push ? "pushState" : "replaceState"](null, "", `${location.pathname}${search}${location.hash}`);
  }

  undo() {
    return this.past.pop();
  }
}
