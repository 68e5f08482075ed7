// What stands for the server in a copy as files, for an explorer that asks for neighbours and paths.

import { Unanswered } from "../explorer/source.js";
import { fileOf } from "../page/copy.js";

export class FileSource {
  /** @param {string} base The folder of the language. */
  constructor(base) {
    this.base = base;
    /** @type {Promise<import("./linking.js").Register> | undefined} */
    this.register = undefined;
  }

  /**
   * @param {string} path "neighbours" or "paths".
   * @param {Record<string, any>} asked
   * @returns {Promise<any>} What the routes of the server promise.
   * @throws {Unanswered}
   */
  async get(path, asked) {
    this.register ??= this.load();
    try {
      const register = await this.register;
      if (path === "neighbours") return register.neighbours(asked.of, asked.limit, asked.relation);
      return register.paths(asked.from, asked.to, asked.via);
    } catch (error) {
      this.register = undefined; // to be asked for again
      throw new Unanswered(error instanceof Error ? error.message : "");
    }
  }

  async load() {
    const pages = new URL(this.base, location.href);
    const { load } = await import(fileOf("static/bundles/linking.js").href);
    return load(new URL("explore/register.json", pages), pages.href);
  }
}
