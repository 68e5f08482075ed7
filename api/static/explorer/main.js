// Every network of a page gets an explorer.

import { findAll } from "../page/elements.js";
import { Explorer } from "./explorer.js";
import { wait } from "./rows.js";

for (const section of findAll(document, "[data-explorer]")) {
  const explorer = new Explorer(section);
  Object.assign(section, { explorer }); // within reach of the browser's console, and of tests
  explorer.start();
}
wait();
