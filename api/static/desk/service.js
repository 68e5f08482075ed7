// What the desk sends to the server. A problem is an error with the server's own words.

export class ProblemError extends Error {
  /** @param {any} problem */
  constructor(problem) {
    super([problem.detail || problem.title, problem.hint].filter(Boolean).join(" "));
    this.status = problem.status;
    this.findings = problem.findings ?? [];
  }
}

export class Service {
  /**
   * @param {string} address Address of the desk.
   * @param {string} silent What to say where the server does not answer.
   */
  constructor(address, silent) {
    this.address = address;
    this.silent = silent;
  }

  /**
   * The draft of a document.
   * @param {BodyInit} content
   * @param {string} name
   */
  async draft(content, name) {
    return await this.#json(`draft?name=${encodeURIComponent(name)}`, content, "application/octet-stream");
  }

  /**
   * @param {"check" | "changes"} what
   * @param {object} review
   * @param {AbortSignal} [signal]
   */
  async examine(what, review, signal) {
    return await this.#json(what, JSON.stringify(review), "application/json", {}, signal);
  }

  /**
   * @param {object} review
   * @param {string} seen Tag of the data that the curator has seen.
   */
  async save(review, seen) {
    return await this.#json("save", JSON.stringify(review), "application/json", { "If-Match": `"${seen}"` });
  }

  /**
   * Keeps an unfinished review.
   * @param {string} name
   * @param {object} review
   * @param {string} seen
   */
  async keep(name, review, seen) {
    /** @type {Record<string, string>} */
    const headers = seen ? { "If-Match": `"${seen}"` } : {};
    return await this.#json(`drafts/${encodeURIComponent(name)}`, JSON.stringify(review), "application/json", headers);
  }

  /**
   * A file of the folder, with its tag.
   * @param {string} name
   */
  async open(name) {
    const answer = await this.#fetch(`open?name=${encodeURIComponent(name)}`, { method: "POST" });
    return { content: await answer.blob(), tag: (answer.headers.get("ETag") ?? "").replaceAll('"', "") };
  }

  /**
   * Whether the server has published a snapshot.
   * @param {string} snapshot
   */
  async isPublished(snapshot) {
    const answer = await fetch(`${this.address}/../health/ready`, { cache: "no-store" });
    const ready = await answer.json();
    if (ready.problem) throw new ProblemError(ready.problem);
    return ready.snapshot === snapshot;
  }

  /**
   * @param {string} address
   * @param {BodyInit} body
   * @param {string} type
   * @param {Record<string, string>} headers
   * @param {AbortSignal} [signal]
   */
  async #json(address, body, type, headers = {}, signal = undefined) {
    const answer = await this.#fetch(address, {
      method: "POST",
      body,
      headers: { ...headers, "Content-Type": type },
      signal,
    });
    return await answer.json();
  }

  /**
   * @param {string} address
   * @param {RequestInit} options
   */
  async #fetch(address, options) {
    const headers = { Accept: "application/json, application/problem+json;q=0.9", ...options.headers };
    let answer;
    try {
      answer = await fetch(`${this.address}/${address}`, { ...options, headers });
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      throw new ProblemError({ title: this.silent, status: 0 });
    }
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({ title: `${answer.status} ${answer.statusText}` }));
    throw new ProblemError({ ...problem, status: answer.status });
  }
}
