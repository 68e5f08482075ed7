// The menu of what can be taken along: pictures of what the screen shows, a link that pins the data, a snippet to embed.

import { png, svg } from "./picture.js";

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  [link.href, link.download] = [address, name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

export class Downloads {
  constructor(menu, explorer) {
    this.explorer = explorer;
    menu.addEventListener("click", (event) => this.clicked(event.target.closest("button, a"), menu));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }

  async clicked(item, menu) {
    if (!item) return;
    menu.open = false;
    if (item.dataset.save) await this.picture(item.dataset.save);
    if (item.dataset.copy) await this.copy(item.dataset.copy);
  }

  // Address with the digest of the data, so that who opens it later learns whether they have changed.
  pinned(extra = {}) {
    const address = new URL(location.href);
    address.hash = "";
    for (const [name, value] of Object.entries({ v: this.explorer.snapshot.slice(0, 12), ...extra }))
      if (value) address.searchParams.set(name, value);
    return address.href;
  }

  foot() {
    const { texts, title, snapshot } = this.explorer;
    const day = document.documentElement.dataset.day ?? new Date().toISOString().slice(0, 10);
    const line = [
      texts.dataOf.replace("{day}", `${day} (${snapshot.slice(0, 12)})`),
      this.explorer.messages.text(),
      this.pinned(),
    ].join(" · ");
    return { title: `${title} · ${texts.atlas}`, line };
  }

  async picture(kind) {
    const { stage, title, texts } = this.explorer;
    const name = `${
      title
        .replace(/[^\p{L}\p{N}]+/gu, "-")
        .replace(/^-|-$/g, "")
        .slice(0, 60) || "network"
    }.${kind}`;
    const blob =
      kind === "svg" ? new Blob([svg(stage, this.foot())], { type: "image/svg+xml" }) : await png(stage, this.foot());
    save(blob, name);
    this.explorer.messages.say(texts.saved.replace("{name}", name));
  }

  async copy(what) {
    const embed = document.createElement("iframe");
    embed.src = this.pinned({ embed: "1" });
    embed.title = this.explorer.title;
    embed.width = "100%";
    embed.height = "560";
    embed.style.border = "0";
    const text = what === "embed" ? embed.outerHTML : this.pinned();
    try {
      await navigator.clipboard.writeText(text);
      this.explorer.messages.say(this.explorer.texts.copied);
    } catch {
      this.explorer.messages.note(text); // without leave for the clipboard the text is shown, to be copied by hand
    }
  }
}
