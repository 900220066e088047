/** Prequential accuracy, of texts the primary score, of every arm over scored examples, with the adapter versions that answered. */

import { curves, lastKnown } from "../series.js";
import { known, percent, count } from "../format.js";
import { plottedScore } from "../words.js";
import { armStyle } from "./theme.js";
import { Plot, dashed, exampleAxis, tickDigits, valueAxis } from "./plot.js";
import { STRIP_GAP, VersionMarks, stripHeight } from "./versions.js";

/** The first points swing between 0 and 1: they may leave the plot, not set its scale. */
const SETTLED = 30;
/** Smaller differences are not blown up to the height of the plot. */
const LEAST = 0.08;

/** Range of the settled part with some air, within [0, 1]. */
function range(u) {
  const [x, ...columns] = u.data;
  const from = x.findIndex((examples) => examples >= Math.min(SETTLED, (x.at(-1) ?? 0) / 4));
  const values = columns.filter((_, i) => u.series[i + 1].show).flatMap((y) => y.slice(Math.max(0, from)).filter(known));
  if (values.length === 0) return [0, 1];
  const low = Math.min(...values);
  const high = Math.max(...values, low + LEAST);
  const air = 0.12 * (high - low);
  return [Math.max(0, low - air), Math.min(1, high + air)];
}

export class AccuracyChart {
  #host;
  #onCursor;
  #plot = null;
  #made = "";
  #marks = null;
  #hidden = new Set();
  #live = null;
  #view = "accuracy";

  /** @param onCursor called with the number of examples under the cursor, or null */
  constructor(host, onCursor) {
    this.#host = host;
    this.#onCursor = onCursor;
  }

  draw(live, view) {
    this.#live = live;
    this.#view = view;
    const { x, arms } = curves(live, view);
    const data = [x, ...arms.map(({ y }) => y)];
    const made = [plottedScore(live), ...arms.map(({ arm }) => arm)].join(" ");
    if (this.#plot && this.#made === made) {
      this.#marks.live = live;
      this.#plot.update(data);
    } else {
      this.#make(data, arms);
      this.#made = made;
    }
    this.#plot.settle();
  }

  /** Forgets the drawing, so that the next one is made anew (other colours). */
  reset() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  toggle(index) {
    const hide = !this.#hidden.has(index);
    if (hide) this.#hidden.add(index);
    else this.#hidden.delete(index);
    this.#plot?.uplot.setSeries(index + 1, { show: !hide });
    return hide;
  }

  /** Value of an arm at a number of examples (null: newest). */
  valueAt(index, examples) {
    if (!this.#plot) return null;
    const [x, ...columns] = this.#plot.data;
    const y = columns[index];
    const end = examples === null ? x.length - 1 : x.findLastIndex((at) => at <= examples);
    return y[lastKnown(y, end)] ?? null;
  }

  /** What is drawn, for {@link takeaway.js}. */
  get uplots() {
    return this.#plot ? [this.#plot.uplot] : [];
  }

  /** What uPlot was given: {view, x, arms: {arm: y}, versions: the drawn ones}. */
  plotted() {
    if (!this.#plot) return null;
    const [x, ...columns] = this.#plot.data;
    const arms = Object.fromEntries(this.#live.arms.map((arm, i) => [arm.arm, [...columns[i]]]));
    return { view: this.#view, x: [...x], arms, versions: this.#marks.drawn() };
  }

  #make(data, arms) {
    this.reset();
    this.#marks = new VersionMarks(this.#host, this.#live);
    const series = arms.map(({ arm }, i) => {
      const { stroke, dash } = armStyle(i);
      return { label: arm, stroke, width: 2, dash: dashed(dash), spanGaps: true, points: { show: false }, show: !this.#hidden.has(i) };
    });
    this.#plot = new Plot(this.#host, {
      data,
      series: [{}, ...series],
      scales: { y: { range } },
      axes: [exampleAxis({ gap: stripHeight(arms.length) + 2 * STRIP_GAP }), valueAxis((_, splits) => splits.map((v) => percent(v, tickDigits(splits))))],
      hooks: { draw: [(u) => this.#marks.draw(u)], ready: [(u) => this.#marks.follow(u)] },
      label: `${plottedScore(this.#live)} of each arm over scored examples`,
      onCursor: (index) => this.#onCursor(index === null ? null : this.#plot.data[0][index]),
      describe: (index) => this.#describe(index),
    });
  }

  #describe(index) {
    if (!this.#plot) return "";
    const examples = this.#plot.data[0][index];
    const values = this.#live.arms.map((arm, i) => `${arm.arm} ${percent(this.valueAt(i, examples))}`);
    return `after ${count(examples)} scored examples: ${values.join(", ")}`;
  }
}
