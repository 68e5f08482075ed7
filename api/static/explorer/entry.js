// Where the bundle of a page with a network begins: only what draws it, and what the first look of a page needs.

import "../page/page.js";
import "./main.js";
