// What is added to the network that was drawn first: neighbours of a thing, the shortest paths between two.

import { element } from "../page/elements.js";
import { lang, short } from "./model.js";

const STEP = 24;
const GAP = 9;

// Places for new things beside one that is drawn: on rings around it, where nothing stands yet.
export function settle(model, fresh, centre) {
  const taken = [...model.nodes.values()].filter((node) => !fresh.includes(node) && Number.isFinite(node.x));
  const isFree = (x, y, size) => taken.every((node) => Math.hypot(node.x - x, node.y - y) > node.size + size + GAP);
  for (const node of fresh) {
    node.size = Number.isFinite(node.size) ? node.size : 8;
    let found = null;
    for (let ring = 1; !found; ring += 1) {
      const reach = 60 + ring * 26;
      const count = Math.floor((2 * Math.PI * reach) / 30);
      for (let step = 0; step < count && !found; step += 1) {
        const angle = (2 * Math.PI * step) / count + ring;
        const [x, y] = [centre.x + reach * Math.cos(angle), centre.y + reach * Math.sin(angle)];
        if (ring > 40 || isFree(x, y, node.size)) found = { x, y };
      }
    }
    Object.assign(node, found);
    taken.push(node);
  }
}

export class Expansion {
  constructor(explorer) {
    this.explorer = explorer;
    this.known = new Map();
    this.applied = [];
  }

  // The answers that a state needs, fetched once each.
  async bring(state) {
    const wanted = [
      ...state.open.map((each) => `open ${each}`),
      ...(state.from && state.to ? [`path ${state.from} ${state.to}`] : []),
    ];
    for (const key of wanted) if (!this.known.has(key)) this.known.set(key, await this.fetched(key));
    return wanted;
  }

  async fetched(key) {
    const { source } = this.explorer;
    const [what, one, other] = key.split(" ");
    if (what === "path") return source.get("paths", { from: this.iri(one), to: this.iri(other) });
    const [of, limit] = one.split("~");
    return source.get("neighbours", { of: this.iri(of), limit: limit ?? STEP });
  }

  iri(name) {
    return this.explorer.model.byShort.get(name) ?? name;
  }

  // Makes the model hold what a state needs; gives whether it changed.
  async apply(state) {
    const wanted = await this.bring(state);
    if (wanted.join("\n") === this.applied.join("\n")) return false;
    if (!this.applied.every((key, index) => wanted[index] === key)) this.explorer.reset();
    for (const key of wanted.slice(this.explorer.isFresh ? 0 : this.applied.length)) this.add(key);
    this.explorer.isFresh = false;
    this.applied = wanted;
    return true;
  }

  add(key) {
    const { model } = this.explorer;
    const answer = this.known.get(key);
    const nodes = answer.nodes.map((node) => ({ degree: 1, size: 8, names: [], ...node }));
    const anchor = key.split(" ")[1].split("~")[0];
    const fresh = model.add({ ...answer, nodes });
    const known = model.nodes.get(this.iri(anchor)) ?? [...model.nodes.values()].find((node) => !fresh.includes(node));
    settle(model, fresh, known && Number.isFinite(known.x) ? known : { x: 0, y: 0 });
  }

  path(state) {
    return state.from && state.to ? this.known.get(`path ${state.from} ${state.to}`) : null;
  }

  // How many neighbours a thing has and how many are drawn, told before any is added.
  async offer(node, box) {
    const { source, texts, model } = this.explorer;
    const counted = await source.get("neighbours", { of: node.id, limit: 1 }).catch(() => null);
    if (!counted || !box.isConnected) return;
    const drawn = model.neighbours(node.id).length;
    const relations = counted.byRelation.map(({ label, count }) => `${label?.[lang] ?? label} ${count}`).join(" · ");
    const line = texts.neighbours
      .replace("{shown}", String(Math.min(drawn, counted.total)))
      .replace("{total}", String(counted.total));
    box.replaceChildren(element("p", {}, line, element("br"), element("small", { class: "quiet" }, relations)));
    if (drawn >= counted.total) return;
    const rest = counted.total - drawn;
    const offers =
      rest > STEP
        ? [
            [texts.expandSome.replace("{count}", String(STEP)), drawn + STEP],
            [texts.expand.replace("{count}", String(rest)), counted.total],
          ]
        : [[texts.expand.replace("{count}", String(rest)), counted.total]];
    for (const [text, limit] of offers) {
      const button = element("button", { type: "button" }, text);
      button.addEventListener("click", () => this.explorer.expand(`${short(node.id)}~${limit}`));
      box.append(button, " ");
    }
  }
}
