// Input methods: while somebody composes Chinese, Japanese or Korean, keys belong to the composition.

/**
 * Whether a key confirms or changes a composition; 229 is what Safari gives for the key that ends one.
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Calls a function when the text of a field has changed, but not with the letters of an unfinished composition; and for
 * what somebody has typed already, as scripts may be ready later than the field.
 * @param {HTMLInputElement} field
 * @param {() => void} onText
 */
export function whenTyped(field, onText) {
  field.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) onText();
  });
  field.addEventListener("compositionend", onText);
  if (document.activeElement === field && field.value !== field.defaultValue) queueMicrotask(onText);
}
