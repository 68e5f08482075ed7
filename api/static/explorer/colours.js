// Which colour a thing has: by its class, its community, or the batch it first came up in.

import { isDark } from "../page/page.js";
import { lang } from "./model.js";

// Hues that people with any kind of colour vision can tell apart (Okabe and Ito, 2008), the yellow darkened for paper.
const SETS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8f7a00", "#6b5b95"];
const REST = { light: "#8a94a0", dark: "#7f8b99" };
// From early to late: light to dark on paper, and the other way round on dark paper, so that order survives without hue.
const RAMP = {
  light: [
    [242, 188, 86],
    [55, 150, 140],
    [42, 42, 110],
  ],
  dark: [
    [176, 112, 40],
    [72, 168, 158],
    [222, 216, 255],
  ],
};

function between(stops, part) {
  const place = Math.min(part * (stops.length - 1), stops.length - 1.001);
  const [from, to] = [stops[Math.floor(place)], stops[Math.floor(place) + 1]];
  const share = place - Math.floor(place);
  return `#${from
    .map((value, index) =>
      Math.round(value + (to[index] - value) * share)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

export function own(look) {
  return isDark() ? look.colour.dark : look.colour.light;
}

export class Colours {
  constructor(model, texts) {
    this.model = model;
    this.texts = texts;
    this.scheme = "class";
  }

  rest() {
    return isDark() ? REST.dark : REST.light;
  }

  // Communities by size, so that the largest have the hues of their own.
  communities() {
    const counts = new Map();
    for (const node of this.model.nodes.values())
      if (Number.isInteger(node.community)) counts.set(node.community, (counts.get(node.community) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  set(scheme) {
    this.scheme = scheme;
    this.community = new Map(this.communities().map(([id], index) => [id, SETS[index]]));
  }

  batch(index) {
    const last = this.model.timeline.length - 1;
    return between(isDark() ? RAMP.dark : RAMP.light, last > 0 ? index / last : 0);
  }

  of(node) {
    if (this.scheme === "community") return this.community.get(node.community) ?? this.rest();
    if (this.scheme === "batch") {
      const first = this.model.first(node);
      return first < 0 ? this.rest() : this.batch(first);
    }
    return own(this.model.classes.get(node.class));
  }

  // What the colours mean, when they do not mean the class.
  legend() {
    if (this.scheme === "community") {
      return this.communities()
        .slice(0, SETS.length)
        .map(([id, count], index) => ({
          colour: SETS[index],
          label: this.texts.community.replace("{number}", String(index + 1)),
          count,
          id,
        }));
    }
    if (this.scheme === "batch")
      return this.model.timeline.map(({ label }, index) => ({
        colour: this.batch(index),
        label: label[lang] ?? Object.values(label)[0],
      }));
    return [];
  }
}
