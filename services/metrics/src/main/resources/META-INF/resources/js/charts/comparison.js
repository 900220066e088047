/** One pair: the difference with its confidence sequence around zero, and the e-values below, on the same axis. */

import { challenge, decisive, differences, evidence, pairKey } from "../series.js";
import { count, eValue, known, signedPoints, superscript } from "../format.js";
import { armStyle, chrome, faded } from "./theme.js";
import { Plot, dashed, exampleAxis, tickDigits, valueAxis } from "./plot.js";
import { margin, rule, tag, zeroSplit } from "./marks.js";

/** Until here the interval is wider than the news in it: it may leave the plot. */
const SETTLED = 0.12;

function differenceRange(u, least) {
  const [x, ...columns] = u.data;
  const from = Math.max(0, x.findIndex((examples) => examples >= SETTLED * (x.at(-1) ?? 0)));
  const values = columns.flatMap((y) => y.slice(from).filter(known));
  const low = Math.min(-least, ...values);
  const high = Math.max(least, ...values);
  // Room for the words at the top and bottom, on zero's either side.
  const room = 0.17 * (high - low);
  return [Math.max(-1.05, Math.min(low - 0.05 * (high - low), -room)), Math.min(1.05, Math.max(high + 0.05 * (high - low), room))];
}

/** From "not worth mentioning" to a little above the threshold or the best value. Losing evidence sinks out of sight. */
function evidenceRange(u, threshold) {
  const best = Math.max(0, ...u.data.slice(1).flat().filter(known));
  return [-1, Math.max(threshold * 1.25, best * 1.08)];
}

/** −1 → "0.1", 0 → "1", 1 → "10", 20 → "10²⁰"; nothing between whole powers. */
function powerOfTen(exponent) {
  if (!Number.isInteger(exponent)) return "";
  return Math.abs(exponent) <= 1 ? String(10 ** exponent) : `10${superscript(exponent)}`;
}

export class ComparisonChart {
  #hosts;
  #onCursor;
  #plots = null;
  #made = "";
  #pair = null;
  #threshold = null;

  /** @param onCursor called with the text for the point under the cursor */
  constructor(differenceHost, evidenceHost, onCursor) {
    this.#hosts = [differenceHost, evidenceHost];
    this.#onCursor = onCursor;
  }

  draw(live, pair) {
    this.#pair = pair;
    const { x, difference, lower, upper } = differences(pair);
    const e = evidence(pair);
    const data = [[x, upper, lower, difference], [e.x, e.challenger, e.control]];
    const made = pairKey(pair);
    if (this.#plots && this.#made === made) {
      this.#plots.forEach((plot, i) => plot.update(data[i]));
    } else {
      this.reset();
      this.#plots = [this.#makeDifference(live, data[0]), this.#makeEvidence(live, data[1])];
      this.#made = made;
    }
    // Both first: the words for a point come from both.
    this.#plots.forEach((plot) => plot.settle());
  }

  reset() {
    this.#plots?.forEach((plot) => plot.destroy());
    this.#plots = null;
  }

  /** What is drawn, for {@link takeaway.js}. */
  get uplots() {
    return (this.#plots ?? []).map((plot) => plot.uplot);
  }

  /** What uPlot was given, told as challenger − control: {challenger, control, x, difference, lower, upper, evidence}. */
  plotted() {
    if (!this.#plots) return null;
    const [[x, upper, lower, difference], [ex, challenger, control]] = this.#plots.map((plot) => plot.data.map((y) => [...y]));
    const names = challenge(this.#pair);
    return {
      challenger: names.challenger, control: names.control, x, difference, lower, upper,
      evidence: { x: ex, challenger, control, threshold: this.#threshold },
    };
  }

  #styles(live) {
    const of = (name) => armStyle(Math.max(0, live.arms.findIndex((arm) => arm.arm === name)));
    const { challenger, control } = challenge(this.#pair);
    return { challenger, control, up: of(challenger), down: of(control), ...chrome() };
  }

  #makeDifference(live, data) {
    const style = this.#styles(live);
    const edge = { stroke: zeroSplit(faded(style.up.stroke, 0.55), faded(style.down.stroke, 0.55)), width: 1, points: { show: false } };
    return new Plot(this.#hosts[0], {
      data,
      series: [{}, { ...edge, label: "upper" }, { ...edge, label: "lower" }, { label: "difference", stroke: style.ink, width: 2, points: { show: false } }],
      bands: [{ series: [1, 2], fill: zeroSplit(faded(style.up.stroke, 0.2), faded(style.down.stroke, 0.22)) }],
      scales: { y: { range: (u) => differenceRange(u, Math.max(0.02, 2 * (live.margin ?? 0))) } },
      axes: [exampleAxis({ label: false }), valueAxis((_, splits) => splits.map((v) => signedPoints(v, tickDigits(splits))))],
      hooks: {
        drawAxes: [(u) => margin(u, live.margin, faded(style.muted, 0.16))],
        draw: [
          (u) => {
            rule(u, 0, style.ink, [], 1);
            tag(u, `▲ ${style.challenger} better`, style.up.stroke, "top");
            tag(u, `▼ ${style.control} better`, style.down.stroke, "bottom");
          },
        ],
      },
      label: `Difference ${style.challenger} minus ${style.control} in points, with its confidence sequence`,
      onCursor: (index) => this.#onCursor(this.#describe(index)),
      describe: (index) => this.#describe(index),
    });
  }

  #makeEvidence(live, data) {
    const style = this.#styles(live);
    const threshold = Math.log10(decisive(live));
    this.#threshold = threshold;
    const line = (label, { stroke, dash }) => ({ label, stroke, dash: dashed(dash), width: 2, points: { show: false } });
    return new Plot(this.#hosts[1], {
      data,
      series: [{}, line(style.challenger, style.up), line(style.control, style.down)],
      scales: { y: { range: (u) => evidenceRange(u, threshold) } },
      axes: [
        exampleAxis(),
        valueAxis((_, splits) => splits.map((v) => powerOfTen(v)), { space: 20, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] }),
      ],
      hooks: {
        draw: [
          (u) => {
            rule(u, threshold, style.warn, [5, 3], 1.5);
            tag(u, `decided at 2/α = ${count(Math.round(decisive(live)))}`, style.warn, threshold);
          },
        ],
      },
      label: `E-values, logarithmic: evidence that ${style.challenger} or ${style.control} is better`,
      describe: (index) => this.#describe(index),
    });
  }

  #describe(index) {
    if (!this.#plots) return "";
    const [[x, upper, lower, difference], [, challenger, control]] = this.#plots.map((plot) => plot.data);
    const i = index ?? x.length - 1;
    if (i < 0) return "";
    const names = challenge(this.#pair);
    const natural = (log10) => (known(log10) ? log10 * Math.LN10 : null);
    const e = [`${names.challenger} ${eValue(natural(challenger[i]))}`, `${names.control} ${eValue(natural(control[i]))}`];
    return (
      `after ${count(x[i])}: ${signedPoints(difference[i])} points, ${signedPoints(lower[i])} to ${signedPoints(upper[i])}; ` +
      `e-value for ${e.join(", ")}`
    );
  }
}
