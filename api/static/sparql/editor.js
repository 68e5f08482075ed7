// The SPARQL page: an editor in place of the text field. Running a query is sending the form, so that every query has
// an address; without this script the page does the same with its plain text field.

const form = document.querySelector("[data-editor]");
const field = form.querySelector("textarea");
const { terms, prefixes } = JSON.parse(form.querySelector("[data-vocabulary]").textContent);

// Terms of the ontology only: what the library offers besides would ask other hosts.
function complete(token) {
  const typed = token.autocompletionString ?? token.string;
  return typed.length > 1 ? terms.filter((word) => word.startsWith(typed) && word !== typed) : [];
}

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
    screenReaderLabel: form.querySelector("label").textContent,
  });
  form.querySelector("label").addEventListener("click", () => editor.focus());
  form.addEventListener("submit", () => {
    field.value = editor.getValue();
  });
  if (form.dataset.line) mark(editor);
  else declare(editor);
  editor.on("change", () => declare(editor, [editor.getCompleteToken()]));
  form.dataset.ready = "true";
}

// The server knows the usual prefixes, others do not: with them declared, a query runs as it stands elsewhere too.
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

// Where the server found a mistake.
function mark(editor) {
  const line = Number(form.dataset.line) - 1;
  editor.getDoc().addLineClass(line, "background", "mistake");
  editor.getDoc().setCursor({ line, ch: Math.max(Number(form.dataset.column) - 1, 0) });
  editor.focus();
}

if (window.Yasqe) edit(window.Yasqe);
