// Bar charts, drawn by Vega as SVG. Its expressions are interpreted, as the page's policy forbids making code of text.

import { data, find, findAll } from "../page/elements.js";
import { BARS } from "../page/palette.js";
import { theme } from "../page/theme.js";
import { expressionInterpreter } from "../vendor/vega-interpreter.js";

const { vega, vegaLite } = globalThis;
const NARROW = 600;

/**
 * @param {number} width In pixels.
 * @returns {import("vega-lite").Config}
 */
function config(width) {
  const { isDark, ink, line, font } = theme();
  const colours = isDark ? BARS.dark : BARS.light;
  const text = {
    labelColor: ink,
    titleColor: ink,
    labelFont: font,
    titleFont: font,
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: /** @type {const} */ ("normal"),
  };
  return {
    background: /** @type {any} */ (null), // none; its types do not know of it
    view: { stroke: null },
    bar: { fill: colours[0] },
    text: { fill: ink, font, fontSize: 12 },
    range: { category: colours },
    axis: { ...text, gridColor: line, domainColor: line, tickColor: line, labelLimit: width * 0.42 },
    axisXDiscrete: { labelAngle: width < NARROW ? -90 : 0, labelOverlap: false },
    legend: {
      ...text,
      orient: "top",
      columns: width < NARROW ? 1 : 2,
      labelLimit: width < NARROW ? width * 0.6 : width * 0.3,
    },
  };
}

class Chart {
  /** @param {HTMLElement} figure */
  constructor(figure) {
    this.figure = figure;
    this.spec = data(figure, "script");
    this.width = -1;
    document.addEventListener("themechange", () => this.draw());
    const box = figure.parentElement ?? figure;
    new ResizeObserver(() => {
      if (box.clientWidth === this.width) return;
      this.width = box.clientWidth;
      this.draw();
    }).observe(box);
  }

  async draw() {
    const { figure } = this;
    figure.hidden = false;
    const width = figure.clientWidth;
    this.view?.finalize();
    const sized = { ...this.spec, width, autosize: { type: "fit-x", contains: "padding" } };
    const compiled = vegaLite.compile(sized, { config: config(width), logger: vega.logger(vega.Error) }).spec;
    const runtime = vega.parse(compiled, undefined, { ast: true });
    const container = find(figure, "div");
    this.view = new vega.View(runtime, { expr: expressionInterpreter, renderer: "svg", container, hover: false });
    await this.view.runAsync();
    figure.dataset.ready = "true";
  }
}

for (const figure of findAll(document, "[data-chart]")) new Chart(figure);
