// The desk: a review beside its text. What a curator does changes the review; pane, cards and findings follow from it.

import { find } from "../page/elements.js";
import { card } from "./cards.js";
import { batchForm, documentForm, entryForms, newEntry } from "./document.js";
import { claimLine, showMeaning } from "./fields.js";
import { Headings } from "./headings.js";
import { claimsOf, emptyApplication, emptyReview, languageOf, reference, split } from "./model.js";
import { render, reveal, selected, Text } from "./text.js";

/**
 * @typedef {import("./model.js").Review} Review
 * @typedef {import("./model.js").Application} Application
 * @typedef {import("./model.js").Claim} Claim
 * @typedef {import("./fields.js").Decision} Decision
 */

export class Desk {
  /**
   * @param {HTMLElement} root
   * @param {any} settings What the template wrote: texts, choices and addresses.
   * @param {() => void} onChange Called after each change of the review.
   */
  constructor(root, settings, onChange) {
    this.root = root;
    this.choices = settings.choices;
    this.headings = new Headings(settings.choices);
    this.words = { texts: settings.texts, search: settings.search, roles: settings.choices.roles };
    this.onChange = onChange;
    this.pane = find(root, "[data-text]");
    /** @type {Review} */
    this.review = emptyReview();
    this.text = new Text("");
    /** @type {any} */
    this.draft = null;
    this.current = -1;
    /** @type {Claim | null} */
    this.claim = null;
    /** @type {Map<string, Decision>} */
    this.decisions = new Map();
    this.pane.addEventListener(
      "click",
      ({ target }) => target instanceof HTMLElement && this.lookAt(target.dataset.place ?? ""),
    );
    root.addEventListener("focusin", ({ target }) => this.remember(target));
  }

  /**
   * @param {Review} review
   * @param {any} draft
   */
  open(review, draft) {
    this.review = review;
    this.draft = draft;
    if (!this.isSource(review.editors)) review.editors = this.choices.editors;
    this.text = new Text(review.text);
    this.current = review.applications.findIndex(({ state }) => state === "open");
    this.decisions.clear();
    this.draw();
    this.onChange();
  }

  /** Whether the register has a source. @param {string} slug */
  isSource(slug) {
    return this.choices.Source.some((/** @type {string} */ each) => reference(each) === slug);
  }

  /** Draws everything. */
  draw() {
    const focused = document.activeElement?.closest("[data-place]")?.getAttribute("data-place");
    find(this.root, "[data-document]").replaceChildren(documentForm(this));
    find(this.root, "[data-batch]").replaceChildren(batchForm(this));
    find(this.root, "[data-entries]").replaceChildren(...entryForms(this));
    find(this.root, "[data-cards]").replaceChildren(
      ...this.review.applications.map((each, at) => card(this, each, at)),
    );
    const note = find(this.root, "[data-note]");
    note.textContent = this.review.note;
    note.hidden = !this.review.note;
    this.mark();
    this.showDecisions();
    const again = focused && this.root.querySelector(`[data-place="${focused}"] :is(input, button)`);
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }

  /** Marks the words of the claims. */
  mark() {
    const marked = claimsOf(this.review).flatMap(({ place, claim, kind }) =>
      claim.position ? [{ place, kind, span: claim.position }] : [],
    );
    const unread = (this.draft?.unread ?? []).map((/** @type {any} */ span) => ({ place: "", kind: "unread", span }));
    render(this.pane, this.text, [...unread, ...marked], this.current < 0 ? "" : `/applications/${this.current}`);
  }

  /**
   * Changes the review without drawing it: somebody is typing in it.
   * @param {() => void} change
   */
  set(change) {
    change();
    this.onChange();
  }

  /**
   * Changes the review and draws it.
   * @param {() => unknown} change
   */
  redraw(change) {
    change();
    this.draw();
    this.onChange();
  }

  /**
   * A line of a claim.
   * @param {string} label
   * @param {Claim} claim
   * @param {string} place
   * @param {string} kind
   * @param {() => unknown} remove
   */
  line(label, claim, place, kind, remove) {
    const actions = {
      changed: () => this.set(() => {}),
      retyped: () => this.set(() => this.locate(claim)),
      look: () => this.show(claim),
      create: () => {},
      ...(place.endsWith("/name") && !place.includes("institutions") ? {} : { remove: () => this.redraw(remove) }),
    };
    const made = claimLine(this.words, label, claim, place, kind, actions);
    made.addEventListener("focusin", () => (this.claim = claim));
    made.classList.toggle("unshown", !claim.position);
    return made;
  }

  /** @param {EventTarget | null} target */
  remember(target) {
    if (target instanceof HTMLElement && !target.closest(".claim"))
      this.claim = target === this.pane ? this.claim : null;
  }

  /**
   * Finds the words of a claim that was typed anew; where the text has them not, it has no passage.
   * @param {Claim} claim
   */
  locate(claim) {
    const near = claim.position?.[0] ?? this.review.applications[this.current]?.position?.[0] ?? 0;
    claim.position = this.text.find(claim.value, near);
    this.mark();
  }

  /**
   * Takes the selected words as the passage of a claim; without a selection, shows its words.
   * @param {Claim | null} claim
   */
  show(claim) {
    const span = this.selection();
    if (span && claim) {
      this.redraw(() => (claim.position = span));
      return;
    }
    const place = claimsOf(this.review).find((each) => each.claim === claim)?.place;
    reveal(this.pane, this.pane.querySelector(`mark[data-place="${place}"]`));
    this.pane.scrollIntoView({ block: "nearest" });
  }

  /** The position of the selected words of the text. */
  selection() {
    return selected(this.pane, this.text);
  }

  /**
   * Looks at an application; -1 at none.
   * @param {number} at
   */
  look(at) {
    this.current = Math.max(-1, Math.min(at, this.review.applications.length - 1));
    this.draw();
    const item = this.root.querySelector(".card.current");
    item?.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement | null} */ (item?.querySelector(".summary") ?? null)?.focus({ preventScroll: true });
    reveal(this.pane, this.pane.querySelector("mark.current"));
  }

  /** @param {string} place */
  lookAt(place) {
    const number = /^\/applications\/(\d+)/.exec(place)?.[1];
    if (number && !getSelection()?.toString()) this.look(Number(number));
  }

  /** @returns {Application | undefined} */
  get application() {
    return this.review.applications[this.current];
  }

  /**
   * Decides about the application that is looked at, and goes on to the next open one.
   * @param {"accepted" | "rejected"} state
   */
  decide(state) {
    if (!this.application) return;
    this.application.state = this.application.state === state ? "open" : state;
    const { applications } = this.review;
    const next = applications.findIndex((each, at) => at > this.current && each.state === "open");
    if (this.application.state === "open" || next < 0) this.draw();
    else this.look(next);
    this.onChange();
  }

  /** Makes two of the application; the selected words are the name of the second. */
  split() {
    if (!this.application) return;
    const span = this.selection();
    const name = span ? { value: this.text.slice(...span), position: span, entity: "" } : null;
    this.redraw(() =>
      this.review.applications.splice(this.current, 1, ...split(/** @type {Application} */ (this.application), name)),
    );
  }

  /** Says that the text describes the application and gives no name, or takes that back. */
  describe() {
    const { application } = this;
    if (application) this.redraw(() => (application.is_described = !application.is_described));
  }

  /** A new application, of the selected words where there are some. */
  add() {
    const span = this.selection();
    const name = span ? { value: this.text.slice(...span), position: span, entity: "" } : null;
    this.redraw(() => {
      this.current = this.review.applications.push({ ...emptyApplication(), name, position: span }) - 1;
    });
  }

  /**
   * @param {Application} application
   * @param {string} text
   */
  nameIt(application, text) {
    application.name = { value: text, position: this.text.find(text, application.position?.[0] ?? 0), entity: "" };
    application.position ??= application.name.position;
    this.mark();
    this.onChange();
  }

  /**
   * Adds an institution or a technology: the selected words, or an empty line to type into.
   * @param {"institutions" | "technologies"} what
   */
  addClaim(what) {
    const { application } = this;
    if (!application) return;
    const span = this.selection();
    const claim = { value: span ? this.text.slice(...span) : "", position: span, entity: "" };
    this.redraw(() => application[what].push(what === "institutions" ? { ...claim, role: "applicant" } : claim));
    const place = `/applications/${this.current}/${what}/${application[what].length - 1}`;
    /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-place="${place}"] input`))?.focus();
  }

  /** Shows what names were taken for, and offers what else they may mean. */
  showDecisions() {
    for (const { place, claim, kind } of claimsOf(this.review)) {
      const line = this.root.querySelector(`[data-meaning="${place}"]`);
      if (!(line instanceof HTMLElement) || !["institution", "technology"].includes(kind)) continue;
      const decision = this.decisions.get(`${kind} ${claim.value.trim()}`);
      showMeaning(line, this.words, claim, decision, {
        link: (entity) => this.redraw(() => (claim.entity = entity)),
        create: (entry) => this.redraw(() => this.create(kind, claim, entry)),
      });
    }
  }

  /**
   * The language of the name of a thing.
   * @param {string} kind
   * @param {string} name
   */
  languageOf(kind, name) {
    const told = this.decisions.get(`${kind} ${name.trim()}`)?.lang;
    return languageOf(this.review, name, this.headings.languages, told);
  }

  /**
   * @param {string} kind
   * @param {Claim} claim
   * @param {string} entry
   */
  create(kind, claim, entry) {
    if (!this.review.entries.some(({ cells }) => cells.Entry === entry))
      this.review.entries.push(newEntry(this, kind, claim.value.trim(), entry));
    claim.entity = entry;
  }

  /**
   * Changes a cell of a new entry; claims that mean it follow its slug.
   * @param {import("./model.js").Entry} entry
   * @param {string} heading
   * @param {string} text
   */
  rename(entry, heading, text) {
    this.set(() => {
      const before = entry.cells[heading];
      entry.cells[heading] = text;
      if (heading !== "Entry") return;
      for (const { claim } of claimsOf(this.review)) if (before && claim.entity === before) claim.entity = text.trim();
      if (entry.kind === "source" && this.review.source === before) this.review.source = text.trim();
    });
  }
}
