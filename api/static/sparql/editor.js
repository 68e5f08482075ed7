// The SPARQL page: an editor in place of the text field. Running a query is sending the form, so that every query has
// an address; without this script the page does the same with its plain text field.

import { data, find } from "../page/elements.js";

/** @import { Editor, Editors, Token } from "../globals.d.ts" */

const form = /** @type {HTMLFormElement} */ (find(document, "[data-editor]"));
const field = /** @type {HTMLTextAreaElement} */ (find(form, "textarea"));
const label = find(form, "label");
/** @type {{ terms: string[], prefixes: Record<string, string> }} */
const { terms, prefixes } = data(form, "[data-vocabulary]");

/**
 * Terms of the ontology only: what the library offers besides would ask other hosts.
 * @param {Token} token
 */
function complete(token) {
  const typed = token.autocompletionString ?? token.string;
  return typed.length > 1 ? terms.filter((word) => word.startsWith(typed) && word !== typed) : [];
}

/** @param {Editors} Yasqe */
function edit(Yasqe) {
  Yasqe.registerAutocompleter(
    {
      name: "vocabulary",
      bulk: false,
      autoShow: true,
      isValidCompletionPosition: (yasqe) => /^[a-z]+:/.test(yasqe.getCompleteToken().string),
      get: (_, token) => complete(token),
    },
    false,
  );
  Yasqe.defaults.autocompleters = []; // settings are merged with these, of which two ask another host
  const host = document.createElement("div");
  host.className = "code-editor";
  field.after(host);
  field.hidden = true;
  const send = () => form.requestSubmit();
  const editor = new Yasqe(host, {
    value: field.value,
    autocompleters: ["variables", "vocabulary"],
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    prefixCcApi: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    // Tab goes on to the next control, as everywhere: an editor that keeps it is a trap for a keyboard.
    extraKeys: { "Ctrl-Enter": send, "Cmd-Enter": send, Tab: false, "Shift-Tab": false },
    screenReaderLabel: label.textContent,
  });
  label.addEventListener("click", () => editor.focus());
  form.addEventListener("taken", () => editor.setValue(field.value)); // a copy as files takes queries from its address
  form.addEventListener("submit", () => {
    field.value = editor.getValue();
  });
  if (form.dataset.line) mark(editor);
  else declare(editor);
  editor.on("change", () => declare(editor, [editor.getCompleteToken()]));
  form.dataset.ready = "true";
}

/**
 * Declares the prefixes that a query uses. The atlas knows the usual ones, other servers do not: with them declared, a
 * query runs as it stands elsewhere too.
 * @param {Editor} editor
 * @param {Token[] | null} tokens Those to look at; all of the query when there are none.
 */
function declare(editor, tokens = null) {
  const doc = editor.getDoc();
  const all = tokens ?? [...Array(doc.lineCount()).keys()].flatMap((line) => editor.getLineTokens(line));
  const declared = editor.getPrefixesFromQuery();
  for (const { type, string } of all) {
    const prefix = type === "string-2" && string.includes(":") ? string.split(":")[0] : "";
    if (!prefix || !(prefix in prefixes) || prefix in declared) continue;
    declared[prefix] = prefixes[prefix];
    editor.addPrefixes({ [prefix]: prefixes[prefix] });
  }
}

/**
 * Marks the place where the server found a mistake.
 * @param {Editor} editor
 */
function mark(editor) {
  const line = Number(form.dataset.line) - 1;
  editor.getDoc().addLineClass(line, "background", "mistake");
  editor.getDoc().setCursor({ line, ch: Math.max(Number(form.dataset.column) - 1, 0) });
  editor.focus();
}

if (globalThis.Yasqe) edit(globalThis.Yasqe);
