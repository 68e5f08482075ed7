// A copy as files: what pages do where no server answers. `sandbox-atlas site` marks its pages with the way to the root.

/** Whether this page is one of a copy. */
export function isCopy() {
  return globalThis.document?.documentElement.dataset.copy !== undefined;
}

/**
 * The address of a file of a copy.
 * @param {string} path Below its root.
 */
export function fileOf(path) {
  return new URL(path, new URL(document.documentElement.dataset.copy ?? "./", location.href));
}
