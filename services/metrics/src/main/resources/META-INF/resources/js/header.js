/** Everything above the charts: which experiment, the link to the service, the verdict, the counts, the legend. */

import { byId, el, keyed, setAttribute, setOptions, setText } from "./dom.js";
import { count, known, percent, plural, points, time } from "./format.js";
import { challenge, pairKey, versionAt } from "./series.js";
import { ALONE, awaited, generates, level, notice, plottedScore, signs, text, verdict, waiting } from "./words.js";
import { swatch } from "./charts/theme.js";

const LINK = {
  connecting: () => "connecting…",
  live: () => "live",
  polling: () => "live, by polling",
};

/** The lamp beside the title: live, reconnecting, or since when the figures are stale. */
export function drawLink({ kind, since }) {
  const stale = since ? `reconnecting, stale since ${time(since)}` : "not connected";
  setText(byId("link-text"), (LINK[kind] ?? (() => stale))());
  setAttribute(byId("link"), "data-kind", kind in LINK ? kind : "stale");
}

/** Says in words why there is nothing, or nothing new; kind null takes it away. */
export function drawNotice(kind, detail = "") {
  const box = byId("notice");
  box.hidden = kind === null;
  if (kind === null) return;
  const [title, words] = notice(kind);
  const said = `${title}|${words}|${detail}`;
  if (box.dataset.said === said) return;
  box.dataset.said = said;
  box.replaceChildren(el("strong", {}, title), el("span", {}, words), ...(detail ? [el("small", {}, detail)] : []));
}

/** Headline of a page without a document. */
export function drawNothing(kind) {
  const [title, words] = notice(kind);
  hero({ chip: kind === "connecting" ? "connecting" : "no figures", tone: "waiting", kicker: "", headline: title, detail: words });
}

export function drawExperiments(experiments, chosen) {
  setOptions(byId("experiment"), experiments.map(({ name }) => [name, name]), chosen);
}

export function drawPairChoice(live, chosen) {
  const told = live.pairs.map((pair) => [pairKey(pair), `${challenge(pair).challenger} vs ${challenge(pair).control}`]);
  setOptions(byId("pair"), told, chosen);
}

/** The verdict of the pair in words; `leading` if the page chose the pair, not a person. */
export function drawHero(live, pair, leading) {
  const rules = [`α ${live.alpha}`, `margin ±${points(live.margin)} points`];
  const facts = [live.task, live.status, plural(live.arms.length, "arm"), ...rules].filter(Boolean).join(" · ");
  setText(byId("facts"), facts);
  const control = "A/A control: both arms are one policy, so a verdict would be a false alarm";
  const chosen = leading && live.arms.length > 2 && pair?.n ? "best arm against the control" : "";
  const kicker = pair?.samePolicy ? control : chosen;
  if (!live.counts?.scored || !pair) {
    const [headline, detail] = live.counts?.scored ? ALONE : waiting(live);
    hero({ chip: "waiting", tone: "waiting", kicker: "", headline, detail });
    return;
  }
  const told = verdict(pair, live);
  const parts = told.headline.map((part) => (part.arm ? { ...part, index: live.arms.findIndex(({ arm }) => arm === part.arm) } : part));
  hero({ ...told, headline: parts, kicker, detail: told.detail && `${told.detail}.` });
}

/** The headline is text, or parts of which arms ({arm, index}) get their colours. */
function hero({ chip, tone, kicker, headline, detail }) {
  const parts = [headline].flat();
  setText(byId("verdict"), chip);
  setAttribute(byId("verdict"), "data-tone", tone);
  setText(byId("kicker"), kicker);
  if (byId("headline").textContent !== text(parts)) {
    const arm = (part) => el("span", { class: `arm-${Math.max(0, part.index) % 8}` }, part.arm);
    const node = (part) => (part.arm ? arm(part) : part.aside ? el("small", {}, part.aside) : part);
    byId("headline").replaceChildren(...parts.map(node));
  }
  setText(byId("detail"), detail);
  // Read aloud when the verdict changes, not at every example.
  const told = byId("announce");
  if (told.dataset.chip !== chip) {
    told.dataset.chip = chip;
    setText(told, text(parts));
  }
}

/** [key, name, explanation(counts)] */
const TILES = [
  ["predictions", "Predictions", () => "answered requests"],
  ["scored", "Scored", ({ scored, predictions }) => (predictions ? `${percent(scored / predictions, 0)} have a label` : "with a label")],
  ["pending", "Pending", ({ pendingShare }) => (known(pendingShare) ? `${percent(pendingShare)} wait for a label` : "wait for a label")],
  ["late", "Late", () => "label after the horizon"],
  ["unlabelled", "Unlabelled", () => "given up"],
  ["deadLetters", "Dead letters", ({ duplicatePredictions = 0, duplicateLabels = 0 }) => `${count(duplicatePredictions + duplicateLabels)} duplicates ignored`],
];

export function drawTiles(counts = {}) {
  const make = () => el("div", {}, el("dt"), el("dd"), el("dd", { class: "why" }));
  keyed(byId("tiles"), TILES.map(([key]) => key), make).forEach((tile, i) => {
    const [key, name, why] = TILES[i];
    const [term, number, reason] = tile.children;
    setText(term, name);
    setText(number, count(counts[key]));
    setText(reason, why(counts));
    tile.classList.toggle("bad", key === "deadLetters" && counts[key] > 0);
  });
}

/** One button per arm with its value and version at the cursor (examples null: newest). */
export function drawLegend(live, examples, valueAt, toggle) {
  const make = () => el("li", {}, el("button", { type: "button", "aria-pressed": "true" }));
  keyed(byId("legend"), live.arms.map((arm) => arm.arm), make).forEach((item, i) => {
    const arm = live.arms[i];
    const button = item.firstChild;
    if (!button.firstChild) {
      button.append(swatch(i), el("span", { class: "arm" }, arm.arm), el("b"), el("small"));
      button.onclick = () => setAttribute(button, "aria-pressed", String(!toggle(i)));
    }
    const version = versionAt(arm, examples ?? Infinity);
    setText(button.children[2], percent(valueAt(i, examples)));
    setText(button.children[3], version ? `v${version.version}` : "");
  });
}

/** What the figure of scores says it is, and its views: of texts the newest weigh most, of labels the last ones count. */
export function drawViews(live, window) {
  const texts = generates(live);
  setText(byId("accuracy-title"), texts ? `${plottedScore(live)} so far` : "Accuracy while learning");
  setText(byId("accuracy-hint"), texts
    ? "Each request is answered before its reference is known. Faded: the newest texts weigh most."
    : "Each example is answered first and learned from afterwards, so this is accuracy on unseen text.");
  setText(byId("efficiency-hint"), `${texts ? "Exact matches" : "Accuracy"} of the answers against the examples that the answering version had learned from: thin as measured, thick the nearest curve that never falls.`);
  setText(document.querySelector("#view [data-view=rolling]"), texts ? "Faded" : `Last ${count(window)}`);
  setText(document.querySelector("#scores [data-scores=window]"), `Last ${count(window)}`);
}

export function drawHints(live, pair) {
  const told = pair ? challenge(pair) : null;
  const hint = told
    ? `${told.challenger} minus ${told.control}, in points, with its ${level(live.alpha)} confidence sequence` +
      (live.margin > 0 ? "; grey: the margin." : ".")
    : "";
  setText(byId("difference-hint"), hint);
  setText(byId("signs"), pair ? signs(pair, live) : "");
  setText(byId("awaited"), awaited(live, pair));
}
