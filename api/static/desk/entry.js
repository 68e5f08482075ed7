// Where the bundle of the desk begins: opening documents, checking, what changes, and saving.

import { data, element, find } from "../page/elements.js";
import { showChanges } from "./changes.js";
import { Desk } from "./desk.js";
import { showFindings } from "./findings.js";
import { onKeys } from "./keyboard.js";
import { emptyReview, placed, reviewOf } from "./model.js";
import { ProblemError, Service } from "./service.js";
import { forget, kept, remember } from "./storage.js";

const WAIT = 700;
const root = find(document, "[data-desk]");
const settings = data(document, "[data-settings]");
const { texts } = settings;
const service = new Service(settings.address, texts.silent);
const status = find(root, "[data-status]");
const problem = find(root, "[data-problem]");
const desk = new Desk(root, settings, changed);
const others = new BroadcastChannel("sandbox-atlas desk");
/** @type {number | undefined} */
let timer;
/** @type {AbortController | null} */
let checking = null;
let seen = "";
let shown = "";
let draftTag = "";
let isSaved = true;

/**
 * @param {string} text
 * @param {"busy" | "wrong" | "ready" | "saved"} state
 */
function say(text, state = "busy") {
  status.textContent = text;
  root.dataset.state = state;
}

/** @param {unknown} error */
function fail(error) {
  if (error instanceof DOMException && error.name === "AbortError") return;
  problem.textContent = error instanceof Error ? error.message : String(error);
  problem.hidden = false;
  say("", "wrong");
  if (error instanceof ProblemError && error.findings.length) showFindings(root, error.findings);
}

function changed() {
  isSaved = false;
  shown = "";
  root.dataset.state = "busy";
  problem.hidden = true;
  find(root, "[data-changes]").replaceChildren();
  remember(desk.review);
  clearTimeout(timer);
  checking?.abort(); // what was asked before this change says nothing of it
  timer = window.setTimeout(() => check().catch(fail), WAIT);
}

/** @param {any} found */
function take(found) {
  desk.decisions = new Map(
    found.decisions.flatMap((/** @type {any} */ each) =>
      each.kinds.map((/** @type {string} */ kind) => [`${kind} ${each.name}`, each]),
    ),
  );
  desk.showDecisions();
  showFindings(root, found.findings);
  const errors = found.findings.filter((/** @type {any} */ each) => each.severity === "error").length;
  if (errors) say(texts.errors.replace("{count}", String(errors)), "wrong");
  else say(texts.noErrors, "ready");
}

async function check() {
  checking?.abort();
  checking = new AbortController();
  say(texts.checking);
  take(await service.examine("check", desk.review, checking.signal));
}

async function preview() {
  clearTimeout(timer);
  checking?.abort();
  say(texts.comparing);
  const asked = JSON.stringify(desk.review);
  const found = await service.examine("changes", desk.review);
  if (asked !== JSON.stringify(desk.review)) return;
  take(found);
  seen = found.etag;
  shown = asked;
  const pane = find(root, "[data-changes]");
  showChanges(pane, found, texts);
  pane.focus();
}

async function save() {
  if (shown !== JSON.stringify(desk.review)) {
    await preview();
    return;
  }
  say(texts.saving);
  const saved = await service.save(desk.review, seen).catch((error) => {
    shown = "";
    find(root, "[data-changes]").replaceChildren();
    throw error;
  });
  isSaved = true;
  shown = "";
  forget();
  others.postMessage(saved.file);
  say(texts.saved.replace("{file}", saved.file));
  while (!(await service.isPublished(saved.snapshot))) await new Promise((done) => setTimeout(done, 300));
  say(texts.published1.replace("{file}", saved.file), "saved");
  if (saved.page) status.append(" ", element("a", { href: saved.page }, texts.see));
}

/**
 * Opens a review, a proposal or an announcement.
 * @param {Blob} content
 * @param {string} name
 * @param {string} tag
 * @param {string} title
 */
async function open(content, name, tag = "", title = name) {
  problem.hidden = true;
  say(texts.reading);
  if (/\.json$/i.test(name)) {
    const opened = { ...emptyReview(), ...JSON.parse(await content.text()) };
    draftTag = tag;
    begin(opened, null);
  } else {
    const draft = await service.draft(content, name);
    const review = placed(reviewOf(draft, title), draft, desk.choices);
    begin({ ...review, by: localStorage.getItem("desk-by") ?? "" }, draft);
  }
}

/**
 * @param {import("./model.js").Review} review
 * @param {any} draft
 */
function begin(review, draft) {
  find(root, "[data-start]").hidden = true;
  find(root, "[data-review]").hidden = false;
  desk.open(review, draft);
  const list = find(root, "[data-draft]");
  list.replaceChildren(
    ...(draft?.findings ?? []).map((/** @type {any} */ each) => element("li", { class: each.severity }, each.message)),
  );
  const details = /** @type {HTMLDetailsElement} */ (find(root, "[data-draft-findings]"));
  details.hidden = !draft?.findings.length;
  details.open = Boolean(draft?.findings.some((/** @type {any} */ each) => each.severity === "warning"));
  find(root, "[data-heading]").textContent = review.document || texts.untitled;
}

async function keepDraft() {
  const name = desk.review.file || "review";
  const kept_ = await service.keep(name, desk.review, draftTag);
  draftTag = kept_.etag;
  isSaved = true;
  say(texts.kept.replace("{file}", kept_.name), "saved");
}

/** @param {() => Promise<void>} run */
function doing(run) {
  return () => run().catch(fail);
}

const pasted = /** @type {HTMLTextAreaElement} */ (find(root, "[data-paste]"));
const file = /** @type {HTMLInputElement} */ (find(root, "[data-open]"));
find(root, "[data-start-form]").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = /** @type {HTMLInputElement} */ (find(root, "[data-title]")).value.trim() || texts.pasted;
  if (pasted.value.trim()) open(new Blob([pasted.value]), `${name}.txt`, "", name).catch(fail);
});
file.addEventListener("change", () => {
  const chosen = file.files?.[0];
  if (chosen) open(chosen, chosen.name).catch(fail);
});
for (const each of root.querySelectorAll("button[data-file-name]"))
  each.addEventListener("click", () => {
    const name = each.getAttribute("data-file-name") ?? "";
    service
      .open(name)
      .then(({ content, tag }) => open(content, name, name.startsWith("drafts/") ? tag : ""))
      .catch(fail);
  });
const before = kept();
const again = find(root, "[data-again]");
if (before) {
  again.hidden = false;
  again.textContent = texts.again.replace("{name}", before.document || texts.untitled);
  again.addEventListener("click", () => begin(before, null));
}
find(root, "[data-preview]").addEventListener("click", doing(preview));
find(root, "[data-save]").addEventListener("click", doing(save));
find(root, "[data-keep]").addEventListener("click", doing(keepDraft));
find(root, "[data-add]").addEventListener("click", () => desk.add());
onKeys(desk, { preview: doing(preview), save: doing(save) });
others.addEventListener("message", ({ data: saved }) => {
  if (find(root, "[data-review]").hidden) return;
  shown = "";
  fail(new Error(texts.otherTab.replace("{file}", String(saved))));
});
addEventListener("beforeunload", (event) => {
  localStorage.setItem("desk-by", desk.review.by);
  if (!isSaved) event.preventDefault();
});
