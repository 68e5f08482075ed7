// Libraries that pages load with elements of their own and that stand in the global scope.

/** What the SPARQL page uses of Yasqe. */
export interface Editor {
  getDoc(): {
    lineCount(): number;
    addLineClass(line: number, where: string, name: string): void;
    setCursor(place: { line: number; ch: number }): void;
  };
  getLineTokens(line: number): Token[];
  getCompleteToken(): Token;
  getPrefixesFromQuery(): Record<string, string>;
  addPrefixes(prefixes: Record<string, string>): void;
  getValue(): string;
  setValue(text: string): void;
  focus(): void;
  on(event: "change", run: () => void): void;
}

export interface Token {
  type?: string | null;
  string: string;
  autocompletionString?: string;
}

export interface Editors {
  defaults: { autocompleters: string[] };
  new (host: HTMLElement, settings: Record<string, unknown>): Editor;
  registerAutocompleter(
    completer: {
      name: string;
      bulk: boolean;
      autoShow: boolean;
      isValidCompletionPosition: (editor: Editor) => boolean;
      get: (editor: Editor, token: Token) => string[];
    },
    isEnabled: boolean,
  ): void;
}

declare global {
  var Yasqe: Editors | undefined;
}
