/** The table of pairs, with an interval plot in each row, and the tables of arms. Rows stay in place and change text. */

import { byId, el, keyed, setAttribute, setText } from "./dom.js";
import { count, decimal, eValue, known, percent, points, seconds, signedPoints } from "./format.js";
import { challenge, pairKey } from "./series.js";
import { generates, verdict } from "./words.js";
import { drawDigest } from "./versions.js";
import { swatch } from "./charts/theme.js";

/** Half widths the interval plots may have: steps, so that the scale rarely changes. */
const SCALES = [0.05, 0.1, 0.2, 0.3, 0.5, 1];

/** Table with the columns ([class, head]) and one row per key; each cell carries its head for narrow screens. Made anew when there are other columns. */
function rows(table, columns, keys, fill) {
  if (table.tHead?.rows[0].cells.length !== columns.length) {
    table.replaceChildren();
    const heads = columns.map(([name, head]) => el("th", { scope: "col", class: name }, head));
    table.append(el("thead", {}, el("tr", {}, ...heads)), el("tbody"));
  }
  columns.forEach(([, head], i) => head && setText(table.tHead.rows[0].cells[i], head));
  const make = () => el("tr", {}, ...columns.map(([name, head], i) => el(i ? "td" : "th", { class: name, scope: i ? null : "row", "data-head": head })));
  keyed(table.tBodies[0], keys, make).forEach((row, i) => fill(i, [...row.cells], row));
}

/** Answers of a window. */
export const windowOf = (live) => live.arms.find((arm) => known(arm.rollingWindow))?.rollingWindow ?? 500;

const nameCell = (cell, index, name) => {
  if (cell.dataset.name === name) return;
  cell.dataset.name = name;
  cell.replaceChildren(swatch(index), el("span", {}, name));
};

/** Columns of scores, and the cells of an arm in them; of the answers in view: "sinceStart", "window" or "faded". */
function labelScores(live, view) {
  const most = Math.max(0, ...live.arms.map((arm) => arm.scores?.[view]?.top?.length ?? 0));
  return {
    columns: [
      ["n strong", "Accuracy"], ["n", `First ${count(windowOf(live))}`], ["n", "Macro F1"], ["n", "Log-loss"], ["n", "Brier"], ["n", "ECE"],
      ["n", most > 1 ? `Top ${most}` : "Top"],
    ],
    cells: (arm) => {
      const scores = arm.scores?.[view] ?? (view === "sinceStart" ? { accuracy: arm.accuracy, logLoss: arm.logLoss } : {});
      return [
        percent(scores.accuracy), percent(arm.firstWindowAccuracy), percent(scores.macroF1), decimal(scores.logLoss), decimal(scores.brier),
        percent(scores.calibrationError), percent(scores.top?.at(-1)),
      ];
    },
  };
}

/** The same of texts. */
function textScores(live, view) {
  const strong = (score) => (live.primaryScore === score ? "n strong" : "n");
  return {
    columns: [[strong("exact-match"), "Exact match"], ["n", "BLEU"], [strong("rouge-l"), "ROUGE-L"], [strong("chrf"), "chrF"]],
    cells: ({ texts }) => {
      const scores = texts?.[view] ?? {};
      return [percent(scores.exactMatch), percent(scores.bleu), percent(scores.rougeL), percent(scores.chrf)];
    },
  };
}

/** Every arm's scores of the answers in view. */
export function drawArms(live, registry, view) {
  const scores = (generates(live) ? textScores : labelScores)(live, view);
  const columns = [["name", "Arm"], ["n", "Scored"], ...scores.columns, ["n", "Version"], ["n", "Learned from"], ["code", "Digest"]];
  rows(byId("arms"), columns, live.arms.map((arm) => arm.arm), (i, cells) => {
    const arm = live.arms[i];
    nameCell(cells[0], i, arm.variant && arm.variant !== arm.arm ? `${arm.arm} (${arm.variant})` : arm.arm);
    const texts = [count(arm.examples), ...scores.cells(arm), arm.adapter ? `v${arm.adapter.version}` : "–", count(arm.adapter?.examples)];
    texts.forEach((text, j) => setText(cells[j + 1], text));
    drawDigest(cells.at(-1), arm.adapter?.digest, registry, `${arm.arm} version ${arm.adapter?.version}`);
  });
}

/** What the answers of each arm took in the inference service. */
export function drawCosts(live) {
  byId("costs-card").hidden = live.arms.every(({ cost }) => !cost);
  const columns = [["name", "Arm"], ["n", "Answers"], ["n", "Mean"], ["n strong", "Median"], ["n", "99th percentile"], ["n", "Compute per answer"], ["n", "Tokens per text"]];
  rows(byId("costs"), columns, live.arms.map((arm) => arm.arm), (i, cells) => {
    const { arm, cost } = live.arms[i];
    nameCell(cells[0], i, arm);
    const texts = [
      count(cost?.answers), seconds(cost?.meanLatency), seconds(cost?.medianLatency), seconds(cost?.latency99), seconds(cost?.meanCompute),
      decimal(cost?.meanTokens, 1),
    ];
    texts.forEach((text, j) => setText(cells[j + 1], text));
  });
  const latency = `From asking the engine to its answer, without Kafka; median and 99th percentile of the last ${count(windowOf(live))} answers.`;
  setText(byId("costs-hint"), live.mode === "split" ? latency : `${latency} Arms that answer the same requests share calls of the engine, and so their times.`);
}

/** Draws every pair; the button of a row calls choose with the pair's key. */
export function drawPairs(live, chosen, choose) {
  const told = live.pairs.map((pair) => ({ pair, key: pairKey(pair), words: verdict(pair, live), ...challenge(pair) }));
  const scale = scaleOf(told);
  const columns = [
    ["name", "Pair"], ["forest", ""], ["n strong", "Points"], ["n", "Confidence sequence"], ["n", "E-value"], ["n", "Paired"], ["state", "Verdict"],
  ];
  const table = byId("pairs");
  rows(table, columns, told.map(({ key }) => key), (i, cells, row) => {
    const { pair, key, words, ...side } = told[i];
    pairName(cells[0], key, side, live, choose);
    setAttribute(cells[0].firstChild, "aria-pressed", String(key === chosen));
    row.classList.toggle("chosen", key === chosen);
    interval(cells[1], side, scale, live);
    setText(cells[2], signedPoints(side.difference));
    setText(cells[3], side.n ? `${signedPoints(side.lower)} to ${signedPoints(side.upper)}` : "–");
    setText(cells[4], side.n === 0 ? "–" : eValue(side.difference >= 0 ? side.logE.challenger : side.logE.control));
    setText(cells[5], count(side.n));
    setText(cells[6], words.tone === "decided" ? `${words.winner} better${pair.holdsForAllPairs ? " ✓" : ""}` : words.chip);
    setAttribute(cells[6], "data-tone", words.tone);
  });
  axis(table.tHead.rows[0].cells[1], points(scale, 0));
  setText(byId("pairs-hint"), `First arm minus second, in points; grey: within the margin of ±${points(live.margin)}. ${live.pairs.length > 1 ? "✓ holds with all pairs judged together. " : ""}Press a pair to plot it.`);
}

function pairName(cell, key, { challenger, control }, live, choose) {
  if (cell.dataset.name === key) return;
  cell.dataset.name = key;
  const index = (name) => Math.max(0, live.arms.findIndex((arm) => arm.arm === name));
  const button = el("button", { type: "button", class: "pick", onclick: () => choose(key) });
  button.append(swatch(index(challenger)), el("span", {}, challenger), el("i", {}, "vs"), swatch(index(control)), el("span", {}, control));
  cell.replaceChildren(button);
}

/** The interval plots' common axis, in the head of their column. */
function axis(cell, half) {
  const ticks = [`−${half}`, "0", `+${half}`];
  if (!cell.firstChild?.children) cell.replaceChildren(el("div", { class: "axis" }, ...ticks.map(() => el("span"))));
  ticks.forEach((tick, i) => setText(cell.firstChild.children[i], tick));
}

/** The smallest step that shows every interval that has become informative; wider ones are cut at the edge. */
function scaleOf(told) {
  const ends = told.flatMap(({ lower, upper }) => [lower, upper]).filter(known).map(Math.abs);
  const widest = Math.max(0, ...ends);
  return SCALES.find((scale) => scale >= widest) ?? 1;
}

const place = (value, scale) => `${50 + 50 * Math.min(1, Math.max(-1, value / scale))}%`;

/** Whisker and point on a common axis with zero and margin; the numbers stand beside it, so it is hidden from readers. */
function interval(cell, { challenger, control, difference, lower, upper }, scale, live) {
  if (!cell.firstChild) {
    const parts = ["margin", "zero", "whisker", "point"].map((part) => el("span", { class: part }));
    cell.append(el("div", { class: "interval", "aria-hidden": "true" }, ...parts));
  }
  const [margin, , whisker, point] = cell.firstChild.children;
  const span = (element, low, high) => {
    element.style.left = place(low, scale);
    element.style.right = `calc(100% - ${place(high, scale)})`;
  };
  span(margin, -(live.margin ?? 0), live.margin ?? 0);
  whisker.hidden = point.hidden = !known(difference);
  if (whisker.hidden) return;
  span(whisker, lower, upper);
  point.style.left = place(difference, scale);
  // In the colour of the arm that is ahead.
  const ahead = live.arms.findIndex((arm) => arm.arm === (difference >= 0 ? challenger : control));
  setAttribute(cell.firstChild, "class", `interval arm-${Math.max(0, ahead) % 8}`);
}
