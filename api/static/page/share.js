// Handing an answer on: its address, or the lines that put it into another page.

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const target = button.dataset.copy === "embed" ? embedded() : location.href;
    try {
      await navigator.clipboard.writeText(target);
      button.textContent = button.dataset.done;
    } catch {
      window.prompt(button.dataset.byHand, target);
    }
    setTimeout(() => {
      button.textContent = text;
    }, 2000);
  });
}

function embedded() {
  const address = new URL(location.href);
  address.searchParams.set("embed", "1");
  const escaped = address.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const title = document.title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${escaped}" title="${title}" width="100%" height="600" loading="lazy"></iframe>`;
}
