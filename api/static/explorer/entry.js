// Where the bundle of a page with a network begins. The explorer comes first: a key that it takes, the search leaves alone.

import "./main.js";
import "../page/entry.js";
