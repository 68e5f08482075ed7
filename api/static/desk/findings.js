// Findings: what is wrong with a review, each at its place.

import { element, findAll } from "../page/elements.js";

/** @typedef {{place: string, rule: string, message: string, hint: string, severity: string}} Finding */

/**
 * Shows findings at their places; those without a place of their own stand at the end.
 * @param {HTMLElement} root
 * @param {Finding[]} findings
 */
export function showFindings(root, findings) {
  const lists = findAll(root, "[data-findings]");
  const places = lists.map((each) => each.dataset.findings ?? "");
  for (const list of lists) {
    const mine = findings.filter(({ place }) => home(place, places) === list.dataset.findings);
    list.replaceChildren(...mine.map((each) => line(each)));
  }
  for (const number of findAll(root, "[data-number]")) {
    const place = number.dataset.number ?? "";
    const count = findings.filter((each) => each.severity === "error" && isAt(each.place, place)).length;
    number.textContent = count ? `⚠ ${count}` : "";
  }
}

/**
 * The list that a finding stands in: that of its place, or of the nearest around it.
 * @param {string} place
 * @param {string[]} places
 */
export function home(place, places) {
  for (let each = place; each; each = each.slice(0, Math.max(0, each.lastIndexOf("/"))))
    if (places.includes(each)) return each;
  return "";
}

/**
 * @param {string} place
 * @param {string} around
 */
function isAt(place, around) {
  return place === around || place.startsWith(`${around}/`);
}

/** @param {Finding} each */
function line(each) {
  const where = each.place && !each.place.startsWith("/") ? `${each.place}: ` : "";
  return element("li", { class: each.severity }, `${where}${each.message} `, element("small", {}, each.hint));
}
