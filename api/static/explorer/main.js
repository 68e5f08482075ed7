// Every network of a page gets an explorer.

import { findAll } from "../page/elements.js";
import "../page/page.js";
import { Explorer } from "./explorer.js";

for (const section of findAll(document, "[data-explorer]")) {
  const explorer = new Explorer(section);
  Object.assign(section, { explorer }); // within reach of the browser's console, and of tests
  explorer.start();
}
