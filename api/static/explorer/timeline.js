// The time range: two sliders over the days of dated batches, a small histogram above them, and the tick beside them for
// what has no date. What is outside is hidden; nothing moves.

import { control, element, find } from "../page/elements.js";
import { fill, localized, number } from "../page/language.js";

/** @import { Period, State, Texts } from "./types.d.ts" */
/** @import { Model } from "./model.js" */

/**
 * A day on which batches came: the first and the last of them, and how many things came up then.
 * @typedef {{ date: string, first: Period, last: Period, count: number }} Day
 */

/**
 * The days of dated batches, in order of time.
 * @param {Period[]} moments
 * @param {Map<string, number>} counts How many things first came up, by batch.
 * @returns {Day[]}
 */
export function days(moments, counts) {
  /** @type {Day[]} */
  const found = [];
  for (const moment of moments) {
    const count = counts.get(moment.id) ?? 0;
    const last = found.at(-1);
    if (last && last.date === moment.date) Object.assign(last, { last: moment, count: last.count + count });
    else found.push({ date: moment.date ?? "", first: moment, last: moment, count });
  }
  return found;
}

/**
 * Where the sliders stand, on which days, and what they say. The first place of the one and the last of the other mean
 * no limit.
 * @param {Day[]} all
 * @param {{ since: string, until: string }} limits Identifiers of batches; empty for none.
 * @param {Texts} texts
 */
export function range(all, { since, until }, texts) {
  const place = (/** @type {string} */ id) => all.findIndex((day) => isOn(day, id));
  const [start, end] = [since ? place(since) : -1, until ? place(until) : -1];
  const at = { start: Math.max(start, 0), end: end < 0 ? all.length : end };
  const name = (/** @type {Day} */ { date, first }) => `${date} · ${localized(first.label)}`;
  const label =
    start < 0 && end < 0
      ? texts.allBatches
      : start < 0
        ? fill(texts.upTo, { date: name(all[end]) })
        : end < 0
          ? fill(texts.since, { date: name(all[start]) })
          : `${all[start].date} – ${all[end].date}`;
  const limits = { from: all[at.start]?.date, to: all[Math.min(at.end, all.length - 1)]?.date };
  return { isHidden: all.length < 2, last: all.length, ...at, ...limits, label };
}

/**
 * @param {Day} day
 * @param {string} id
 */
function isOn({ first, last }, id) {
  return first.id === id || last.id === id;
}

export class Timeline {
  /**
   * @param {HTMLElement} box
   * @param {object} settings
   * @param {Model} settings.model
   * @param {Texts} settings.texts
   * @param {(limits: Pick<State, "since" | "until">) => void} settings.onMove
   * @param {(isOn: boolean) => void} settings.onTick
   */
  constructor(box, { model, texts, onMove, onTick }) {
    this.box = box;
    this.model = model;
    this.texts = texts;
    this.since = control(box, "[data-since]");
    this.until = control(box, "[data-until]");
    this.name = find(box, "[data-until-name]");
    this.ends = { from: find(box, "[data-from]"), to: find(box, "[data-to]") };
    this.bars = find(box, "[data-days]");
    this.tick = /** @type {HTMLInputElement} */ (find(box, "[data-undated]"));
    /** @type {Day[]} */
    this.days = [];
    for (const each of [this.since, this.until])
      each.addEventListener("input", () => onMove(this.limits(each === this.since)));
    this.tick.addEventListener("change", () => onTick(this.tick.checked));
  }

  /**
   * The limits that the sliders stand at; the one that moves takes the other along.
   * @param {boolean} isStart Whether the first moves.
   */
  limits(isStart) {
    let [start, end] = [Number(this.since.value), Number(this.until.value)];
    if (start > end) [start, end] = isStart ? [start, start] : [end, end];
    const since = start > 0 ? this.days[start]?.first.id : "";
    return { since: since ?? "", until: this.days[end]?.last.id ?? "" };
  }

  /** @param {boolean} isTicked Whether what has no date is wanted. */
  show(isTicked) {
    const { model } = this;
    this.days = days(model.moments, model.arrivals);
    const { since, until } = model.state;
    const found = range(this.days, { since, until }, this.texts);
    this.box.hidden = found.isHidden;
    if (found.isHidden) return;
    for (const [input, at, last] of /** @type {const} */ ([
      [this.since, found.start, found.last - 1],
      [this.until, found.end, found.last],
    ])) {
      input.max = String(last);
      input.value = String(at);
      input.setAttribute("aria-valuetext", found.label);
    }
    this.ends.from.textContent = found.from;
    this.ends.to.textContent = found.to;
    const [day, ...batches] = found.label.split(" · ");
    this.name.replaceChildren(
      element("span", { class: "day" }, day),
      batches.length ? ` · ${batches.join(" · ")}` : "",
    );
    this.name.title = found.label;
    this.draw(found);
    const isLimited = Boolean(since || until);
    find(this.box, "[data-undated-name]").textContent = fill(this.texts.undatedOnes, { count: number(model.undated) });
    find(this.box, "label.tick").hidden = !model.undated;
    this.tick.disabled = !isLimited;
    this.tick.checked = !isLimited || isTicked;
  }

  /** @param {{ start: number, end: number }} range */
  draw({ start, end }) {
    const most = Math.max(...this.days.map(({ count }) => count), 1);
    const bars = this.days.map(({ date, count }, index) => {
      const bar = element("i", { title: `${date} · ${count}` });
      bar.style.height = `${count ? Math.max(8, (100 * count) / most) : 0}%`;
      bar.classList.toggle("is-out", index < start || index > end);
      return bar;
    });
    this.bars.replaceChildren(...bars);
  }
}
