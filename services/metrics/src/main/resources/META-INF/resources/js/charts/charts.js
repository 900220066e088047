/** The page's charts together: one cursor, one legend, one theme. */

import { byId, setText } from "../dom.js";
import { drawLegend } from "../header.js";
import { AccuracyChart } from "./accuracy.js";
import { ComparisonChart } from "./comparison.js";
import { csv, png, save, svg } from "./takeaway.js";
import { onThemeChange } from "./theme.js";

export class Charts {
  #accuracy = new AccuracyChart(byId("accuracy"), (examples) => this.#legend(examples));
  #comparison = new ComparisonChart(byId("difference"), byId("evidence"), (text) => setText(byId("readout"), text));
  #last = null;

  constructor() {
    onThemeChange(() => {
      this.#accuracy.reset();
      this.#comparison.reset();
      if (this.#last) this.draw(...this.#last);
    });
  }

  draw(live, pair, view) {
    this.#last = [live, pair, view];
    this.#accuracy.draw(live, view);
    if (pair) this.#comparison.draw(live, pair);
    else this.#comparison.reset();
  }

  /** Downloads one of the figures, "accuracy" or "comparison", as "svg", "png" or "csv". */
  async take(figure, format) {
    const drawn = figure === "accuracy" ? this.#accuracy : this.#comparison;
    const plotted = drawn.plotted();
    if (!plotted) return;
    const { experiment } = this.#last[0];
    const told = figure === "accuracy" ? plotted.view : `${plotted.challenger}-minus-${plotted.control}`;
    const title = figure === "accuracy"
      ? `${experiment}: accuracy, ${plotted.view === "rolling" ? "last examples" : "since start"}`
      : `${experiment}: ${plotted.challenger} minus ${plotted.control}, in points, and e-values`;
    const make = { svg: () => svg(title, drawn.uplots), png: () => png(title, drawn.uplots), csv: () => csv(table(figure, plotted)) };
    save(await make[format](), `affix-${experiment}-${told}.${format}`);
  }

  plotted() {
    return { accuracy: this.#accuracy.plotted(), comparison: this.#comparison.plotted() };
  }

  #legend(examples) {
    if (!this.#last) return;
    const valueAt = (index, at) => this.#accuracy.valueAt(index, at);
    drawLegend(this.#last[0], examples, valueAt, (index) => this.#accuracy.toggle(index));
  }
}

/** Columns of a figure's numbers. */
function table(figure, plotted) {
  if (figure === "accuracy") {
    return { head: ["examples", ...Object.keys(plotted.arms)], columns: [plotted.x, ...Object.values(plotted.arms)] };
  }
  const { x, difference, lower, upper, challenger, control, evidence } = plotted;
  return {
    head: ["examples", "difference", "lower", "upper", `log10 e-value ${challenger}`, `log10 e-value ${control}`],
    columns: [x, difference, lower, upper, evidence.challenger, evidence.control],
  };
}
