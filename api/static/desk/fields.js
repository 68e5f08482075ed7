// Fields of the desk: labelled controls, and a line for each claim with what it means in the register.

import { whenTyped } from "../page/composition.js";
import { button, element } from "../page/elements.js";
import { suggestions } from "../page/suggestions.js";
import { short } from "../page/things.js";

const WAIT = 150;
let number = 0;

/** @typedef {import("./model.js").Claim} Claim */
/**
 * @typedef {{texts: Record<string, string>, search: string, roles: [string, string][]}} Words
 * @typedef {{entity: string, label: string, name: string, score: number}} Candidate
 * @typedef {{kinds: string[], name: string, verdict: string, entity: string, label: string, score: number,
 *   candidates: Candidate[], slug: string, lang: string}} Decision
 */

/**
 * A labelled text field.
 * @param {string} label
 * @param {string} value
 * @param {(text: string) => void} onText
 * @param {Record<string, string | undefined>} attributes
 * @param {((text: string) => void) | null} onDone Called when the field is left with another text.
 */
export function field(label, value, onText, attributes = {}, onDone = null) {
  number += 1;
  const id = `desk-field-${number}`;
  const input = element("input", { id, type: "text", autocomplete: "off", ...attributes });
  input.value = value;
  whenTyped(input, () => onText(input.value));
  if (onDone) input.addEventListener("change", () => onDone(input.value));
  return element("div", { class: "field" }, element("label", { for: id }, label), input);
}

/**
 * A labelled choice.
 * @param {string} label
 * @param {string} value
 * @param {[string, string][]} options Values with what they are called.
 * @param {(value: string) => void} onChoice
 */
export function choice(label, value, options, onChoice) {
  number += 1;
  const id = `desk-field-${number}`;
  const select = element("select", { id });
  for (const [each, words] of options) select.append(element("option", { value: each }, words));
  if (value && !options.some(([each]) => each === value)) select.append(element("option", { value }, value));
  select.value = value;
  select.addEventListener("change", () => onChoice(select.value));
  return element("div", { class: "field" }, element("label", { for: id }, label), select);
}

/**
 * The line of a claim: what is printed, its role if it has one, and what it means.
 * @param {Words} words
 * @param {string} label
 * @param {Claim} claim
 * @param {string} place
 * @param {string} kind Kind of the entries that it may mean; empty where it means none.
 * @param {{changed: () => void, retyped: () => void, remove?: () => void, look: () => void, create: () => void}} actions
 */
export function claimLine(words, label, claim, place, kind, actions) {
  const line = element("div", { class: "claim", "data-place": place });
  const typed = (/** @type {string} */ text) => {
    claim.value = text;
    actions.retyped();
  };
  line.append(field(label, claim.value, typed));
  if (claim.role !== undefined) {
    const roles = words.roles;
    const chosen = (/** @type {string} */ role) => {
      claim.role = role;
      actions.changed();
    };
    line.append(choice(words.texts.role, claim.role, roles, chosen));
  }
  if (kind) line.append(link(words, claim, kind, actions.changed));
  const tools = element(
    "div",
    { class: "tools" },
    button(words.texts.passage, actions.look, { class: "passage", title: words.texts.passageHelp }),
  );
  if (actions.remove)
    tools.append(button(words.texts.remove, actions.remove, { "aria-label": `${words.texts.remove}: ${claim.value}` }));
  line.append(tools, element("div", { class: "meaning", "data-meaning": place }));
  return line;
}

/**
 * The field for the entry that a claim means, with suggestions of the register's search.
 * @param {Words} words
 * @param {Claim} claim
 * @param {string} kind
 * @param {() => void} changed
 */
function link(words, claim, kind, changed) {
  const list = element("datalist", { id: `desk-list-${number + 1}` });
  /** @type {number | undefined} */
  let timer;
  const made = field(
    words.texts.means,
    claim.entity,
    (text) => {
      claim.entity = text.trim();
      changed();
      clearTimeout(timer);
      timer = window.setTimeout(async () => {
        const found = text.trim() ? await suggestions(words.search, text.trim(), [kind]) : null;
        const things = [...(found?.results ?? []), ...(found?.suggestions ?? [])];
        list.replaceChildren(...things.map(({ iri, label }) => element("option", { value: short(iri), label })));
      }, WAIT);
    },
    { list: list.id, class: "entity", placeholder: words.texts.byName, spellcheck: "false" },
  );
  made.append(list);
  return made;
}

/**
 * Says what a claim was taken for, and offers what else it may mean.
 * @param {HTMLElement} place
 * @param {Words} words
 * @param {Claim} claim
 * @param {Decision | undefined} decision
 * @param {{link: (entity: string) => void, create: (slug: string) => void}} actions
 */
export function showMeaning(place, words, claim, decision, actions) {
  if (claim.entity || !decision) {
    place.replaceChildren();
    return;
  }
  const { texts } = words;
  if (decision.entity) {
    const said = decision.verdict === "new" ? texts.isNew : texts.isKnown;
    place.replaceChildren(element("span", { class: "known" }, said.replace("{name}", decision.label || decision.name)));
    return;
  }
  const offered = decision.candidates.map((each) =>
    button(`${each.label || each.name} (${Math.round(each.score)})`, () => actions.link(each.entity), {
      class: "candidate",
    }),
  );
  const said = { ambiguous: texts.ambiguous, near: texts.near }[decision.verdict] ?? texts.unknown;
  const created = button(texts.create, () => actions.create(decision.slug), { class: "candidate" });
  place.replaceChildren(element("span", { class: "undecided" }, said), " ", ...offered, created);
}
