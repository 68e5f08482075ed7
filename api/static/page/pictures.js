// Pictures of answers as PNG: the SVG file that the server draws, painted at twice its size.

import { findAll } from "./elements.js";

const SCALE = 2;

/**
 * @param {string} address Of an SVG file of this site.
 * @returns {Promise<Blob | null>} The same as PNG.
 */
async function painted(address) {
  const text = await (await fetch(address)).text();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

for (const button of findAll(document, "[data-png]")) {
  const picture = /** @type {HTMLAnchorElement | null} */ (button.parentElement?.querySelector("a[download$='.svg']"));
  if (!picture) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const file = await painted(picture.href);
    if (!file) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = picture.download.replace(/svg$/, "png");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}
