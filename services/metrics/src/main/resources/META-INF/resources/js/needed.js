/** The table of examples that each arm needed to reach a level, with the ratio to the control. */

import { byId, el, keyed, setText } from "./dom.js";
import { count, known, percent } from "./format.js";
import { needs } from "./series.js";
import { swatch } from "./charts/theme.js";

export function drawNeeded(live) {
  const levels = needs(live);
  const table = byId("needed");
  byId("needed-none").hidden = levels.length > 0;
  table.hidden = levels.length === 0;
  const arms = live.arms.map(({ arm }) => arm);
  if (table.dataset.arms !== arms.join(" ")) {
    table.dataset.arms = arms.join(" ");
    const heads = arms.map((arm, i) => el("th", { scope: "col", class: "n" }, swatch(i), ` ${arm}`));
    table.replaceChildren(
      el("caption", { class: "unseen" }, "Examples each arm learned from until it reached an accuracy, and the ratio to the control's"),
      el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "name" }, "Accuracy"), ...heads)),
      el("tbody"),
    );
  }
  const make = () => el("tr", {}, el("th", { scope: "row", class: "name" }), ...arms.map((arm) => el("td", { class: "n", "data-head": arm })));
  keyed(table.tBodies[0], levels.map(({ level }) => String(level)), make).forEach((row, i) => {
    const { level, examples } = levels[i];
    setText(row.cells[0], percent(level, 0));
    examples.forEach((needed, j) => setText(row.cells[j + 1], words(needed, examples[0], j)));
  });
}

function words(needed, controls, index) {
  if (!known(needed)) return "–";
  const ratio = index > 0 && known(controls) && controls > 0 ? ` (×${(needed / controls).toFixed(2)})` : "";
  return count(needed) + ratio;
}
