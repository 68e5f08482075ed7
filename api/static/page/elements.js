// Elements made by script: text stays text, whatever it holds.

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value && (name !== "href" || webAddress(value))) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// An address for the web, relative to this page or not; null for any other, as `javascript:` would run in this page.
export function webAddress(text) {
  const address = URL.canParse(text, location.href) ? new URL(text, location.href) : null;
  return address && ["http:", "https:"].includes(address.protocol) ? address : null;
}
