// JSON from the server, which says when the data are no longer those that the page was made from.

import { lang } from "../page/language.js";
import { inSnapshot } from "../page/pinned.js";

/** The server did not answer, or refused; the message says why, if anything does. */
export class Unanswered extends Error {}

export class Source {
  /**
   * @param {string} base The address of the atlas.
   * @param {string} snapshot The data that the page was made from.
   * @param {() => void} onChange
   */
  constructor(base, snapshot, onChange) {
    this.base = base;
    this.snapshot = snapshot;
    this.onChange = onChange;
  }

  /**
   * @param {string} path
   * @param {Record<string, string | number | string[]>} parameters
   * @returns {Promise<any>} What the routes of the server promise.
   * @throws {Unanswered}
   */
  async get(path, parameters = {}) {
    const asked = new URLSearchParams(inSnapshot());
    for (const [name, value] of Object.entries({ ...parameters, lang }))
      for (const each of [value].flat()) asked.append(name, String(each));
    const response = await fetch(`${this.base}${path}?${asked}`, { headers: { accept: "application/json" } }).catch(
      () => null,
    );
    if (!response) throw new Unanswered("");
    const body = await response.json().catch(() => ({}));
    if (!response.ok) throw new Unanswered([body.detail, body.hint].filter(Boolean).join(" ") || `${response.status}`);
    if (this.snapshot && body.snapshot && body.snapshot !== this.snapshot) this.onChange();
    return body;
  }
}
