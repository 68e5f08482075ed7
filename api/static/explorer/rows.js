// The rows of the table below a network: they come as text, and are made when they come near the screen.

import { findAll } from "../page/elements.js";

const WAITING = "noscript[data-rows]";

/**
 * Makes rows of their text.
 * @param {ParentNode} root
 */
export function fill(root) {
  for (const box of findAll(root, WAITING)) {
    const parsed = box.childElementCount
      ? box
      : new DOMParser().parseFromString(box.textContent ?? "", "text/html").body;
    box.replaceWith(...parsed.childNodes);
  }
}

/** Waits until rows are seen, or printed. */
export function wait() {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) {
        near.unobserve(target);
        fill(target);
      }
  });
  for (const box of findAll(document, `:has(> ${WAITING})`)) near.observe(box);
}

/** Whether the rows of a part of the page stand in it. */
export function areThere(/** @type {ParentNode} */ root) {
  return !root.querySelector(WAITING);
}
