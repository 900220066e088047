/** The page's charts together: one cursor, one legend, one theme. */

import { byId, setText } from "../dom.js";
import { drawLegend } from "../header.js";
import { AccuracyChart } from "./accuracy.js";
import { ComparisonChart } from "./comparison.js";
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

  plotted() {
    return { accuracy: this.#accuracy.plotted(), comparison: this.#comparison.plotted() };
  }

  #legend(examples) {
    if (!this.#last) return;
    const valueAt = (index, at) => this.#accuracy.valueAt(index, at);
    drawLegend(this.#last[0], examples, valueAt, (index) => this.#accuracy.toggle(index));
  }
}
