// Where the bundle of a page without a network begins.

import "./page.js";
import "./search.js";
import "./table.js";
import "./matrix.js";
import "./pictures.js";
import "./share.js";
import "./picker.js";
import "./proposal.js";
import "./sentences.js";
import "../copy/results.js";
