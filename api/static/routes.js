// The shortest way between two things: choosing the other end, and saying how long the way is.

import { short } from "./model.js";

export class Routes {
  constructor(explorer) {
    this.explorer = explorer;
    this.start = null;
  }

  get isChoosing() {
    return this.start !== null;
  }

  from(id) {
    const { voice, texts } = this.explorer;
    this.start = short(id);
    voice.note(texts.pathTo, voice.button(texts.cancel, () => this.cancel()));
    this.explorer.part("find")?.focus();
  }

  cancel() {
    this.start = null;
    this.explorer.voice.note("");
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
    const { voice, texts, additions, state } = this.explorer;
    const found = additions.path(state);
    if (!found) {
      if (this.isTold) voice.note("");
      this.isTold = false;
      return;
    }
    const text = found.nodes.length ? texts.path.replace("{count}", String(found.length)).replace("{from}", this.name("from")).replace("{to}", this.name("to")) : texts.noPath;
    voice.note(text, voice.button(texts.close, () => this.explorer.change({ from: "", to: "" })));
    this.isTold = true;
  }
}
