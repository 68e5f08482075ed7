// Which colour a thing has: by its class, its community, or the batch it first came up in.

import { fill, localized } from "../page/language.js";
import { COMMUNITIES } from "../page/palette.js";

/** @import { Look, Node, Texts, Theme } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

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

const MOST_BATCHES = 8; // of the ramp; more would fill the screen

/**
 * A colour of a ramp, as #rrggbb.
 * @param {number[][]} stops
 * @param {number} part From 0, its beginning, to 1.
 */
export function between(stops, part) {
  const place = Math.min(part * (stops.length - 1), stops.length - 1.001);
  const [from, to] = [stops[Math.floor(place)], stops[Math.floor(place) + 1]];
  const share = place - Math.floor(place);
  const mixed = from.map((value, index) => Math.round(value + (to[index] - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * A colour thinned with another, both as #rrggbb.
 * @param {string} colour
 * @param {string} other
 * @param {number} part Of the first.
 */
export function mixed(colour, other, part) {
  const read = (/** @type {string} */ text) => [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16));
  if (![colour, other].every((text) => /^#[0-9a-f]{6}$/i.test(text))) return colour;
  return between([read(other), read(colour)], part);
}

export class Colours {
  /**
   * @param {Model} model
   * @param {Texts} texts
   * @param {Theme} theme
   */
  constructor(model, texts, theme) {
    this.model = model;
    this.texts = texts;
    this.theme = theme;
    this.scheme = "class";
    /** @type {Map<number, string>} Colours of the largest communities. */
    this.hues = new Map();
  }

  /** @param {string} scheme "class", "community" or "batch". */
  set(scheme) {
    this.scheme = scheme;
    const largest = scheme === "community" ? this.communities().slice(0, COMMUNITIES.length) : [];
    this.hues = new Map(largest.map(([id], index) => [id, COMMUNITIES[index]]));
  }

  // Communities by size, so that the largest get the distinct hues.
  communities() {
    /** @type {Map<number, number>} */
    const counts = new Map();
    for (const { community } of this.model.nodes.values())
      if (community !== undefined && Number.isInteger(community))
        counts.set(community, (counts.get(community) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  /** @param {number} index Of a batch in the timeline. */
  batch(index) {
    const last = this.model.moments.length - 1;
    return between(this.theme.isDark ? RAMP.dark : RAMP.light, last > 0 ? index / last : 0);
  }

  /** @param {Look} look */
  look(look) {
    if (!look.colour) return this.theme.neutral;
    return this.theme.isDark ? look.colour.dark : look.colour.light;
  }

  /** @param {Node} node */
  of(node) {
    if (this.scheme === "community") return this.hues.get(node.community ?? -1) ?? this.theme.neutral;
    if (this.scheme === "batch") {
      const first = this.model.first(node);
      return first < 0 ? this.theme.neutral : this.batch(first);
    }
    const isByKind = node.members ? node.kind : this.model.role(node) === "actor";
    if (this.model.kinds.length && isByKind) return this.kind(node.kind);
    return this.look(this.model.look(node));
  }

  /** @param {string | undefined} id Of a kind of institutions; what has none is neutral. */
  kind(id) {
    const colour = this.model.kinds.find((kind) => kind.id === id)?.colour;
    if (!colour) return this.theme.neutral;
    return this.theme.isDark ? colour.dark : colour.light;
  }

  /**
   * What the colours mean, when they do not mean the class.
   * @returns {{ colour: string, label: string, count?: number }[]}
   */
  legend() {
    if (this.scheme === "community")
      return this.communities()
        .slice(0, COMMUNITIES.length)
        .map(([, count], index) => {
          const label = fill(this.texts.community, { number: index + 1 });
          return { colour: COMMUNITIES[index], label, count };
        });
    if (this.scheme !== "batch") return [];
    const { moments, undated } = this.model;
    const shown = Math.min(moments.length, MOST_BATCHES);
    /** @type {{ colour: string, label: string, count?: number }[]} */
    const entries = Array.from({ length: shown }, (_, step) => {
      const index = shown > 1 ? Math.round((step * (moments.length - 1)) / (shown - 1)) : 0;
      return { colour: this.batch(index), label: localized(moments[index].label) };
    });
    if (undated) entries.push({ colour: this.theme.neutral, label: this.texts.undated, count: undated });
    return entries;
  }
}
