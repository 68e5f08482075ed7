// The clipboard, and the lines of HTML that put a page of the atlas into another page.

const HEIGHT = 600;

/**
 * @param {string} text
 * @returns {Promise<boolean>} Whether the browser allowed it.
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/**
 * @param {string} address Of the page in its embedded form.
 * @param {string} title
 */
export function iframe(address, title) {
  const size = `width="100%" height="${HEIGHT}" style="border: 0" loading="lazy"`;
  return `<iframe src="${escaped(address)}" title="${escaped(title)}" ${size}></iframe>`;
}
