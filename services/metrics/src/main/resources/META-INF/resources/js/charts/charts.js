/** The page's charts together: one cursor, one legend, one theme. */

import { byId, el, setText } from "../dom.js";
import { drawLegend } from "../header.js";
import { AccuracyChart } from "./accuracy.js";
import { ComparisonChart } from "./comparison.js";
import { EfficiencyChart } from "./efficiency.js";
import { count, decimal, known } from "../format.js";
import { csv, png, save, svg } from "./takeaway.js";
import { onThemeChange } from "./theme.js";

/** Most rows of a table behind a plot. */
const ROWS = 20;

const told = (value) => (known(value) ? (Number.isInteger(value) ? count(value) : decimal(value)) : "");

export class Charts {
  #accuracy = new AccuracyChart(byId("accuracy"), (examples) => this.#legend(examples));
  #comparison = new ComparisonChart(byId("difference"), byId("evidence"), (text) => setText(byId("readout"), text));
  #efficiency = new EfficiencyChart(byId("efficiency"));
  #last = null;

  constructor() {
    onThemeChange(() => {
      Object.values(this.#figures).forEach((figure) => figure.reset());
      if (this.#last) this.draw(...this.#last);
    });
  }

  draw(live, pair, view) {
    this.#last = [live, pair, view];
    this.#accuracy.draw(live, view);
    if (pair) this.#comparison.draw(live, pair);
    else this.#comparison.reset();
    this.#efficiency.draw(live);
    document.querySelectorAll("details.numbers[open]").forEach((details) => this.tell(details));
  }

  get #figures() {
    return { accuracy: this.#accuracy, comparison: this.#comparison, efficiency: this.#efficiency };
  }

  /** Fills the table behind a figure: what is plotted, thinned to what can be read. */
  tell(details) {
    const { figure } = details.dataset;
    const plotted = this.#figures[figure].plotted();
    if (!plotted) return;
    const { head, columns } = table(figure, plotted);
    const every = Math.ceil(columns[0].length / ROWS);
    const rows = columns[0].map((_, i) => i).filter((i) => (columns[0].length - 1 - i) % every === 0);
    const cells = (i) => columns.map((column, j) => el(j ? "td" : "th", { class: "n", scope: j ? null : "row" }, told(column[i])));
    details.querySelector("table").replaceChildren(
      el("thead", {}, el("tr", {}, ...head.map((name) => el("th", { scope: "col", class: "n" }, name)))),
      el("tbody", {}, ...rows.map((i) => el("tr", {}, ...cells(i)))),
    );
  }

  /** Downloads one of the figures, "accuracy", "comparison" or "efficiency", as "svg", "png" or "csv". */
  async take(figure, format) {
    const drawn = this.#figures[figure];
    const plotted = drawn.plotted();
    if (!plotted) return;
    const { experiment } = this.#last[0];
    const [told, title] = {
      accuracy: () => [plotted.view, `accuracy, ${plotted.view === "rolling" ? "last examples" : "since start"}`],
      comparison: () => [
        `${plotted.challenger}-minus-${plotted.control}`,
        `${plotted.challenger} minus ${plotted.control}, in points, and e-values`,
      ],
      efficiency: () => ["sample-efficiency", "accuracy against examples learned from"],
    }[figure]();
    const make = { svg: () => svg(`${experiment}: ${title}`, drawn.uplots), png: () => png(`${experiment}: ${title}`, drawn.uplots), csv: () => csv(table(figure, plotted)) };
    save(await make[format](), `affix-${experiment}-${told}.${format}`);
  }

  plotted() {
    return { accuracy: this.#accuracy.plotted(), comparison: this.#comparison.plotted(), efficiency: this.#efficiency.plotted() };
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
  if (figure === "efficiency") {
    const arms = Object.keys(plotted.arms);
    return {
      head: ["examples learned from", ...arms, ...arms.map((arm) => `${arm} fitted`)],
      columns: [plotted.x, ...Object.values(plotted.arms), ...Object.values(plotted.fitted)],
    };
  }
  const { x, difference, lower, upper, challenger, control, evidence } = plotted;
  return {
    head: ["examples", "difference", "lower", "upper", `log10 e-value ${challenger}`, `log10 e-value ${control}`],
    columns: [x, difference, lower, upper, evidence.challenger, evidence.control],
  };
}
