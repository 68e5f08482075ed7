// Headings: what cells of sheets are called, as the register has its languages and the reader reads them.

export class Headings {
  /** @param {any} choices What the template wrote: languages, headings and what can be chosen. */
  constructor(choices) {
    this.choices = choices;
  }

  /** The languages in which the register has names. @returns {string[]} */
  get languages() {
    return this.choices.languages;
  }

  /** The heading of names as they are printed. @param {string} lang @returns {string} */
  name(lang) {
    return this.choices.names[lang] ?? `Name (${lang})`;
  }

  /** The heading of names that the curator gives. @param {string} lang @returns {string} */
  ours(lang) {
    return this.choices.ours[lang] ?? `Our name (${lang})`;
  }

  /** What a heading is called on the page. @param {string} heading @returns {string} */
  called(heading) {
    return this.choices.headings[heading] ?? heading;
  }

  /** Attributes of a field whose values are listed. @param {string} heading */
  listed(heading) {
    return this.choices[heading] ? { list: `desk-${heading.toLowerCase().replaceAll(" ", "-")}` } : {};
  }
}
