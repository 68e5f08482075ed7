// Bar charts, drawn by Vega as SVG. Its expressions are interpreted, as the page's policy forbids making code of text.

import { isDark } from "../page/page.js";
import { expressionInterpreter } from "../vendor/vega-interpreter.js";

const { vega, vegaLite } = globalThis;
// Okabe and Ito's colours, which people with every kind of colour vision tell apart; the dark set is lighter.
const COLOURS = {
  light: ["#0072b2", "#d55e00", "#009e73", "#b06a00", "#a14f86", "#3b8fc4"],
  dark: ["#56b4e9", "#e69f00", "#35c596", "#f0e442", "#cc79a7", "#9ccff0"],
};

function config(width) {
  const style = getComputedStyle(document.documentElement);
  const css = (name) => style.getPropertyValue(name).trim();
  const [ink, line, font] = [css("--ink"), css("--line"), css("--sans")];
  const colours = COLOURS[isDark() ? "dark" : "light"];
  const text = {
    labelColor: ink,
    titleColor: ink,
    labelFont: font,
    titleFont: font,
    labelFontSize: 13,
    titleFontSize: 13,
    titleFontWeight: "normal",
  };
  return {
    background: null,
    view: { stroke: null },
    bar: { fill: colours[0] },
    range: { category: colours },
    axis: { ...text, gridColor: line, domainColor: line, tickColor: line, labelLimit: width * 0.42 },
    legend: {
      ...text,
      orient: "top",
      columns: width < 600 ? 1 : 2,
      labelLimit: width < 600 ? width * 0.6 : width * 0.3,
    },
  };
}

function draw(figure, spec) {
  figure.hidden = false;
  const box = figure.querySelector("div");
  const width = figure.clientWidth;
  figure.view?.finalize();
  const sized = { ...spec, width, autosize: { type: "fit-x", contains: "padding" } };
  const compiled = vegaLite.compile(sized, { config: config(width), logger: vega.logger(vega.Error) }).spec;
  const runtime = vega.parse(compiled, null, { ast: true });
  figure.view = new vega.View(runtime, { expr: expressionInterpreter, renderer: "svg", container: box, hover: false });
  return figure.view.runAsync().then(() => {
    figure.dataset.ready = "true";
  });
}

for (const figure of document.querySelectorAll("[data-chart]")) {
  const spec = JSON.parse(figure.querySelector("script").textContent);
  let width = -1;
  document.addEventListener("themechange", () => draw(figure, spec));
  new ResizeObserver(() => {
    if (figure.parentElement.clientWidth === width) return;
    width = figure.parentElement.clientWidth;
    draw(figure, spec);
  }).observe(figure.parentElement);
}
