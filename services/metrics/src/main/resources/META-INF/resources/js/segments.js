/** Scores apart: by the values of the experiment's segment attribute, and by label. */

import { byId, el, keyed, setAttribute, setText } from "./dom.js";
import { fetchJson } from "./feed.js";
import { count, decimal, percent } from "./format.js";
import { generates, plottedScore } from "./words.js";
import { swatch } from "./charts/theme.js";

/** While the table of labels is open it is read again this often. */
const AGAIN_MS = 5_000;

/** A head with a swatch for each arm; made anew when the arms change. */
function head(table, first, arms, cells) {
  const made = arms.join(" ");
  if (table.dataset.arms === made) return;
  table.dataset.arms = made;
  const heads = arms.map((arm, i) => el("th", { scope: "col", class: "n" }, swatch(i), ` ${arm}`));
  table.replaceChildren(el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "name" }, first), el("th", { scope: "col", class: "n" }, cells), ...heads)), el("tbody"));
}

/** Rows of the parts of a head; an arm's cell is a value and, smaller, what belongs to it. */
function rows(table, keys, arms, counted) {
  const make = () =>
    el("tr", {}, el("th", { scope: "row", class: "name" }), el("td", { class: "n", "data-head": counted }),
      ...arms.map((arm) => el("td", { class: "n", "data-head": arm }, el("span"), el("small"))));
  return keyed(table.tBodies[0], keys, make);
}

function fill(cell, value, beside, best) {
  setText(cell.children[0], value);
  setText(cell.children[1], beside);
  cell.classList.toggle("strong", best);
}

const keyOf = ({ kind, value }) => (kind === "value" ? `=${value}` : kind);
const WORDS = { none: "without it", others: "all others" };

/** Where a segment has the primary score of texts. */
const FIELDS = { "rouge-l": "rougeL", chrf: "chrf" };

/** What is told of a segment: the score that is plotted, and smaller another. */
function told(live) {
  const field = FIELDS[live.primaryScore] ?? "accuracy";
  const ofTexts = field === "accuracy" ? ["ROUGE-L", "rougeL"] : ["exact match", "accuracy"];
  const [beside, small] = generates(live) ? ofTexts : ["log-loss", "logLoss"];
  const hint = `${plottedScore(live)} since the start and, smaller, ${beside}. They describe; no verdict is about a segment.`;
  return { hint, field, small, write: generates(live) ? percent : decimal };
}

/** Scores of each arm by segment, the largest first; the best of two or more arms is bold. */
export function drawSegments(live) {
  const card = byId("segments-card");
  const found = new Map();
  live.arms.forEach(({ segments = [] }) => segments.forEach((one) => {
    const all = found.get(keyOf(one)) ?? { ...one, examples: 0 };
    found.set(keyOf(one), { ...all, examples: Math.max(all.examples, one.examples) });
  }));
  card.hidden = !live.segmentBy || found.size === 0;
  if (card.hidden) return;
  setText(byId("segments-title"), `Segments by ${live.segmentBy}`);
  const { hint, field, small, write } = told(live);
  setText(byId("segments-hint"), hint);
  const arms = live.arms.map(({ arm }) => arm);
  const all = [...found.values()].sort((a, b) => b.examples - a.examples || keyOf(a).localeCompare(keyOf(b)));
  const table = byId("segments");
  head(table, live.segmentBy, arms, "Examples");
  rows(table, all.map(keyOf), arms, "Examples").forEach((row, i) => {
    const own = live.arms.map(({ segments = [] }) => segments.find((one) => keyOf(one) === keyOf(all[i])));
    const best = Math.max(...own.map((one) => one?.[field] ?? -1));
    setText(row.cells[0], all[i].kind === "value" ? all[i].value : WORDS[all[i].kind]);
    row.cells[0].classList.toggle("hint", all[i].kind !== "value");
    setText(row.cells[1], count(all[i].examples));
    own.forEach((one, j) => fill(row.cells[j + 2], percent(one?.[field]), one ? write(one[small]) : "", arms.length > 1 && one?.[field] === best));
  });
}

let asked = { name: null, at: 0, classes: [] };

/** The table of labels, if it is open: asked for apart, as there may be a thousand. */
export async function drawClasses(live, view) {
  const details = byId("classes-of");
  details.hidden = !live.arms.some(({ scores }) => scores);
  if (!details.open || details.hidden) return;
  const name = live.experiment;
  if (asked.name !== name || Date.now() - asked.at >= AGAIN_MS) {
    asked = { name, at: Date.now(), classes: asked.name === name ? asked.classes : [] };
    const answer = await fetchJson(`api/experiments/${encodeURIComponent(name)}/classes`);
    if (asked.name !== name || answer.kind !== "ok") return;
    asked.classes = answer.body;
  }
  tellClasses(live, view);
}

function tellClasses(live, view) {
  const arms = live.arms.map(({ arm }) => arm);
  const support = ({ arms: scored }) => Math.max(0, ...scored.map((one) => one[view].support));
  const told = asked.classes.filter((one) => support(one) > 0).sort((a, b) => support(b) - support(a) || a.label.localeCompare(b.label));
  const table = byId("classes");
  head(table, "Label", arms, "Examples");
  rows(table, told.map(({ label }) => label), arms, "Examples").forEach((row, i) => {
    const own = arms.map((arm) => told[i].arms.find((one) => one.arm === arm)?.[view]);
    const best = Math.max(...own.map((one) => one?.f1 ?? -1));
    setText(row.cells[0], told[i].label);
    setText(row.cells[1], count(Math.round(support(told[i]))));
    own.forEach((one, j) => {
      fill(row.cells[j + 2], percent(one?.f1), one ? `${percent(one.recall, 0)} · ${percent(one.precision, 0)}` : "", arms.length > 1 && best > 0 && one?.f1 === best);
      setAttribute(row.cells[j + 2], "title", one ? `recall ${percent(one.recall)}, precision ${percent(one.precision)}` : "");
    });
  });
  const missing = asked.classes.length - told.length;
  setText(byId("classes-hint"), `F1 of each label against all others and, smaller, recall · precision, most frequent first.${missing > 0 ? ` ${count(missing)} had no answer yet.` : ""}`);
}
