// HTML elements made and found by scripts. Text stays text, whatever signs it holds.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | undefined>} attributes Those without a value are left out, and links that do not lead
 *   into the web.
 * @param {(Node | string)[]} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value && (name !== "href" || webAddress(value))) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * An address in the web; nothing for any other, as `javascript:` would run in this page.
 * @param {string} text
 * @param {string} base What the text may be relative to.
 */
export function webAddress(text, base = location.href) {
  const address = URL.canParse(text, base) ? new URL(text, base) : null;
  return address && ["http:", "https:"].includes(address.protocol) ? address : null;
}

/**
 * Goes to a page; from within a page of another site, in a new tab, as its frame may show no other page of ours.
 * @param {string} href
 */
export function leave(href) {
  if (document.querySelector("base[target=_blank]")) window.open(href, "_blank", "noopener");
  else location.assign(href);
}

/**
 * @param {string} text
 * @param {() => void} run
 * @param {Record<string, string>} attributes
 */
export function button(text, run, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", run);
  return made;
}

/**
 * The first element that a selector finds.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 * @throws {Error} The template has no such element.
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return /** @type {HTMLElement} */ (found);
}

/**
 * The form control that a selector finds.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLInputElement}
 */
export function control(root, selector) {
  return /** @type {HTMLInputElement} */ (find(root, selector));
}

/**
 * All elements that a selector finds.
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export function findAll(root, selector) {
  return [...root.querySelectorAll(selector)].map((each) => /** @type {HTMLElement} */ (each));
}

/**
 * The data that a template wrote into a `<script type="application/json">`.
 * @param {ParentNode} root
 * @param {string} selector
 */
export function data(root, selector) {
  return JSON.parse(find(root, selector).textContent ?? "");
}

/**
 * The element that an event happened in and that a selector matches, if any.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function within(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}
