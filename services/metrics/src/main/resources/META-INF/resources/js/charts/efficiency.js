/** Sample efficiency: each arm's accuracy against the examples its answering version had learned from, and the curve fitted to it. */

import { efficiencies } from "../series.js";
import { count, known, percent } from "../format.js";
import { armStyle, faded } from "./theme.js";
import { Plot, dashed, exampleAxis, tickDigits, valueAxis } from "./plot.js";

function range(u) {
  const values = u.data.slice(1).flat().filter(known);
  return values.length ? [0, Math.min(1, 1.08 * Math.max(...values))] : [0, 1];
}

export class EfficiencyChart {
  #host;
  #plot = null;
  #made = "";
  #arms = [];

  constructor(host) {
    this.#host = host;
  }

  draw(live) {
    const { x, arms } = efficiencies(live);
    this.#arms = arms;
    const data = [x, ...arms.map(({ accuracy }) => accuracy), ...arms.map(({ fitted }) => fitted)];
    const made = arms.map(({ arm }) => arm).join(" ");
    if (this.#plot && this.#made === made) this.#plot.update(data);
    else this.#make(data, arms, made);
    this.#plot.settle();
  }

  reset() {
    this.#plot?.destroy();
    this.#plot = null;
  }

  get uplots() {
    return this.#plot ? [this.#plot.uplot] : [];
  }

  /** What uPlot was given: {x: [trained on], arms: {arm: accuracy}, fitted: {arm: fitted}}. */
  plotted() {
    if (!this.#plot) return null;
    const [x, ...columns] = this.#plot.data;
    const half = columns.length / 2;
    const of = (from) => Object.fromEntries(this.#arms.map(({ arm }, i) => [arm, [...columns[from + i]]]));
    return { x: [...x], arms: of(0), fitted: of(half) };
  }

  #make(data, arms, made) {
    this.reset();
    this.#made = made;
    const line = (arm, i, thin) => {
      const { stroke, dash } = armStyle(i);
      return {
        label: thin ? `${arm}, answers` : arm, stroke: thin ? faded(stroke, 0.4) : stroke, width: thin ? 1 : 2,
        dash: dashed(dash), spanGaps: true, points: { show: false },
      };
    };
    this.#plot = new Plot(this.#host, {
      data,
      series: [{}, ...arms.map(({ arm }, i) => line(arm, i, true)), ...arms.map(({ arm }, i) => line(arm, i, false))],
      scales: { y: { range } },
      axes: [exampleAxis({ label: "examples learned from" }), valueAxis((_, splits) => splits.map((v) => percent(v, tickDigits(splits))))],
      label: "Accuracy of each arm against the examples it had learned from",
      // Its horizontal axis is another than the others'.
      sync: "affix-efficiency",
      describe: (index) => this.#describe(index),
    });
  }

  #describe(index) {
    const trained = this.#plot?.data[0][index];
    const told = this.#arms.filter(({ accuracy }) => known(accuracy[index]));
    if (trained === undefined) return "";
    return `having learned from ${count(Math.round(trained))}: ${told.map(({ arm, accuracy }) => `${arm} ${percent(accuracy[index])}`).join(", ")}`;
  }
}
