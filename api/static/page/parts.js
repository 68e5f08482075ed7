// What pages have besides `page.js`: the search, tables, lists, matrices, pictures, what can be copied, sentences.

import "./search.js";
import "./table.js";
import "./narrowing.js";
import "./matrix.js";
import "./pictures.js";
import "./share.js";
import "./picker.js";
import "./proposal.js";
import "./sentences.js";
import "../copy/results.js";
