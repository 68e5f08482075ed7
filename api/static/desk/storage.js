// The review that was not saved yet, kept in the browser, so that a closed tab loses nothing.

const KEY = "sandbox-atlas desk";

/** @param {import("./model.js").Review} review */
export function remember(review) {
  try {
    localStorage.setItem(KEY, JSON.stringify(review));
  } catch {
    // It is larger than the browser keeps; the page still asks before it is closed.
  }
}

export function forget() {
  localStorage.removeItem(KEY);
}

/** @returns {import("./model.js").Review | null} */
export function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null");
  } catch {
    return null;
  }
}
