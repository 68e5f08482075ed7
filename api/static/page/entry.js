// Where the bundle of a page without a network begins.

import "./page.js";
import "./parts.js";
