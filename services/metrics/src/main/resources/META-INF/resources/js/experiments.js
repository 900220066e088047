/** The list of experiments: each with its state, a link that shows it, and what is decided. */

import { byId, el, keyed, setAttribute, setText } from "./dom.js";
import { count, plural } from "./format.js";

const COLUMNS = [["name", "Experiment"], ["", "State"], ["", "Mode"], ["n", "Arms"], ["n", "Scored"], ["", "Verdicts"]];

export function drawList(experiments, shown) {
  byId("experiments-card").hidden = experiments.length === 0;
  const table = byId("experiments");
  if (!table.tHead) {
    table.append(el("thead", {}, el("tr", {}, ...COLUMNS.map(([name, head]) => el("th", { scope: "col", class: name }, head)))), el("tbody"));
  }
  const make = () => el("tr", {}, ...COLUMNS.map(([name, head], i) => el(i ? "td" : "th", { class: name, scope: i ? null : "row", "data-head": head })));
  keyed(table.tBodies[0], experiments.map(({ name }) => name), make).forEach((row, i) => {
    const experiment = experiments[i];
    const { name, status, mode, arms = [], scored } = experiment;
    if (!row.cells[0].firstChild) row.cells[0].append(el("a", { href: `#experiment=${encodeURIComponent(name)}` }, name));
    if (name === shown) setAttribute(row.cells[0].firstChild, "aria-current", "page");
    else row.cells[0].firstChild.removeAttribute("aria-current");
    const texts = [null, status ?? "–", experiment.samePolicy ? `${mode ?? "–"}, A/A` : mode ?? "–", count(arms.length), count(scored), verdicts(experiment)];
    texts.forEach((text, j) => text !== null && setText(row.cells[j], text));
  });
}

/** In words: what is decided, or whether the control that should decide nothing did. */
function verdicts({ samePolicy, falseAlarms, pairs, decided, guardsTripped }) {
  const flags = guardsTripped > 0 ? `; ${plural(guardsTripped, "guard")} tripped` : "";
  if (samePolicy) return `${plural(falseAlarms ?? 0, "false alarm")}${flags}`;
  if (pairs === undefined) return "–";
  return (pairs === 0 ? "nothing to compare" : `${count(decided ?? 0)} of ${plural(pairs, "pair")} decided`) + flags;
}

/** What the A/A experiments say, for the list of guards; "" without one. */
export function alarms(experiments) {
  const own = experiments.filter(({ samePolicy }) => samePolicy);
  if (own.length === 0) return "";
  const sum = (field) => own.reduce((total, experiment) => total + (experiment[field] ?? 0), 0);
  const names = own.map(({ name }) => name).join(", ");
  return `A/A control ${names}, arms with one policy: ${plural(sum("falseAlarms"), "false alarm")} in ${plural(sum("scored"), "label")}.`;
}
