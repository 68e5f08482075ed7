// The index card of what is selected: what it is and why it matters, what can be done with it, its facts and sources.

import { element } from "../page/elements.js";
import { Card, Unanswered } from "./card.js";
import { JOINS, lang } from "./model.js";

const NAMED = 3;

export class Inspector {
  constructor(panel, { model, texts, source, act }) {
    Object.assign(this, { panel, model, texts, source, act });
    this.idle = [...panel.childNodes];
    this.asked = 0;
    panel.addEventListener("click", (event) => this.clicked(event));
  }

  clear() {
    this.asked += 1;
    this.panel.replaceChildren(...this.idle);
    this.panel.removeAttribute("data-open");
  }

  clicked(event) {
    const mark = event.target.closest(".mark");
    const thing = event.target.closest("[data-thing]");
    if (mark?.hash) {
      const item = this.panel.querySelector(mark.hash);
      if (!item) return;
      event.preventDefault();
      for (const each of this.panel.querySelectorAll(".is-marked")) each.classList.remove("is-marked");
      item.classList.add("is-marked");
      item.scrollIntoView({ block: "nearest" });
      item.focus({ preventScroll: true });
    } else if (thing && this.model.nodes.has(thing.dataset.thing) && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.act.select(thing.dataset.thing);
    }
  }

  button(text, run, attributes = {}) {
    const made = element("button", { type: "button", ...attributes }, text);
    made.addEventListener("click", run);
    return made;
  }

  names(ids) {
    const shown = ids.slice(0, NAMED).map((id) => this.model.label(this.model.nodes.get(id)));
    const more = ids.length > NAMED ? ` ${this.texts.more.replace("{count}", String(ids.length - NAMED))}` : "";
    return shown.join(lang === "zh" ? "、" : ", ") + more;
  }

  // One line of why it matters: its batches and those it works with.
  why(node) {
    const batches = this.model.batches(node).map((each) => each.id);
    const role = this.model.role(node);
    const isCounted = role === "item" || JOINS.has(role);
    const partners = isCounted ? [] : this.model.partners(node.id);
    const parts = [];
    if (batches.length) parts.push(this.texts.inBatches.replace("{batches}", this.labels(batches)));
    if (partners.length)
      parts.push(
        (role === "actor" ? this.texts.partners : this.texts.usedWith).replace("{names}", this.names(partners)),
      );
    if (isCounted) parts.push(this.counts(node));
    return (
      parts.filter(Boolean).join(lang === "zh" ? "。" : ". ") ||
      this.texts.kindOf.replace("{count}", String(node.degree))
    );
  }

  // How many things of each class it is linked to here.
  counts(node) {
    const counts = new Map();
    for (const id of this.model.neighbours(node.id)) {
      const look = this.model.classes.get(this.model.nodes.get(id).class);
      if (!JOINS.has(look.role)) counts.set(look, (counts.get(look) ?? 0) + 1);
    }
    return [...counts]
      .sort((a, b) => a[0].rank - b[0].rank)
      .map(([look, count]) => `${look.label[lang]}: ${count}`)
      .join(" · ");
  }

  labels(batches) {
    const known = new Map(
      this.model.timeline.map((each) => [each.id, each.label[lang] ?? Object.values(each.label)[0]]),
    );
    const more = batches.length > NAMED ? ` ${this.texts.more.replace("{count}", String(batches.length - NAMED))}` : "";
    return (
      batches
        .slice(0, NAMED)
        .map((id) => known.get(id))
        .join(lang === "zh" ? "、" : ", ") + more
    );
  }

  head(kind, title, other, why) {
    const close = this.button(this.texts.close, () => this.act.select(null), { class: "close" });
    const lines = [element("p", { class: "kind" }, kind), close, element("h2", { dir: "auto" }, title)];
    if (other) lines.push(element("p", { class: "other quiet", dir: "auto" }, other));
    if (why) lines.push(element("p", { class: "why" }, why));
    return lines;
  }

  async node(node) {
    const other = Object.entries(node.label).find(
      ([tag, label]) => tag !== lang && label && label !== node.label[lang],
    );
    const title = element("a", { href: node.href }, this.model.label(node));
    const head = [...this.head(this.model.kind(node), title, other?.[1], this.why(node)), this.actions(node)];
    await this.fill(head, (card) => card.facts(node));
  }

  actions(node) {
    const isPinned = this.model.state.pin.has(node.id);
    const bar = element("p", { class: "doings" });
    if (this.act.keeps) {
      bar.append(
        this.button(isPinned ? this.texts.unpin : this.texts.pin, () => this.act.pin(node.id), {
          "aria-pressed": String(isPinned),
        }),
        this.button(this.texts.hide, () => this.act.hide(node.id)),
        this.button(this.texts.pathFrom, () => this.act.pathFrom(node.id)),
        element(
          "a",
          { class: "button", href: `${this.source.base}explore?entity=${encodeURIComponent(node.id)}` },
          this.texts.centre,
        ),
      );
    }
    const more = element("div", { class: "expand", "data-expand": node.id });
    return element("div", {}, bar, more);
  }

  async edge(edge) {
    const [from, to] = [edge.from, edge.to].map((id) => this.model.nodes.get(id));
    const look = this.model.relations.get(edge.relation);
    const link = (node) =>
      element("a", { href: node.href, "data-thing": node.id, dir: "auto" }, this.model.label(node));
    const title = element(
      "span",
      {},
      link(from),
      element("span", { class: "quiet" }, ` ${edge.weight ? "–" : "→"} `),
      link(to),
    );
    const head = this.head(edge.weight ? `${edge.weight} ${look.label[lang]}` : look.label[lang], title, "", "");
    if (!edge.through) return this.fill(head, (card) => card.evidence(edge));
    const list = element("ul", { class: "list" });
    for (const id of edge.through) {
      const label = this.model.through[id] ?? {};
      list.append(
        element(
          "li",
          {},
          element(
            "a",
            { href: `${this.source.base}id/application/${id.split("/").pop()}` },
            label[lang] ?? Object.values(label)[0] ?? id,
          ),
        ),
      );
    }
    return this.fill([...head, element("h3", {}, this.texts.through), list], async () => []);
  }

  // Shows what is known at once, and the rest when the server has answered, unless something else was asked meanwhile.
  async fill(head, fetched) {
    this.asked += 1;
    const turn = this.asked;
    this.panel.replaceChildren(...head);
    this.panel.dataset.open = "true";
    this.panel.scrollTop = 0;
    try {
      const body = await fetched(new Card(this.source, this.texts, this.model));
      if (turn === this.asked) this.panel.append(...body);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      if (turn !== this.asked) return;
      const again = this.button(this.texts.again, () => this.fill(head, fetched));
      this.panel.append(
        element("p", { class: "notice", role: "alert" }, `${this.texts.failed} ${error.message} `, again),
      );
    }
  }
}
