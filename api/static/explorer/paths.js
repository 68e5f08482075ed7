// The shortest way between two things: choosing the other end, and saying how long the way is.

import { short } from "./model.js";

export class Paths {
  constructor(explorer) {
    this.explorer = explorer;
    this.start = null;
  }

  get isChoosing() {
    return this.start !== null;
  }

  from(id) {
    const { messages, texts } = this.explorer;
    this.start = short(id);
    messages.note(
      texts.pathTo,
      messages.button(texts.cancel, () => this.cancel()),
    );
    this.explorer.part("find")?.focus();
  }

  cancel() {
    this.start = null;
    this.explorer.messages.note("");
  }

  to(id) {
    const from = this.start;
    this.cancel();
    return this.explorer.change({ from, to: short(id), sel: "", edge: "" });
  }

  name(key) {
    const { model, state } = this.explorer;
    const node = model.nodes.get(model.byShort.get(state[key]));
    return node ? model.label(node) : state[key];
  }

  tell() {
    const { messages, texts, expansion, state } = this.explorer;
    const found = expansion.path(state);
    if (!found) {
      if (this.isTold) messages.note("");
      this.isTold = false;
      return;
    }
    const text = found.nodes.length
      ? texts.path
          .replace("{count}", String(found.length))
          .replace("{from}", this.name("from"))
          .replace("{to}", this.name("to"))
      : texts.noPath;
    messages.note(
      text,
      messages.button(texts.close, () => this.explorer.change({ from: "", to: "" })),
    );
    this.isTold = true;
  }
}
