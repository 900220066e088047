/**
 * The live page: chooses the experiment, follows it, draws each document that comes.
 *
 * Address: #experiment=NAME&pair=A:B&view=accuracy|rolling&scores=sinceStart|window|faded; what is missing is chosen by the page.
 *
 * For tests and for curious people, stable names:
 *   window.affix.document()  the newest document of /api/experiments/{name}/live that was drawn, or null
 *   window.affix.plotted()   what uPlot was given, or null before the first drawing:
 *     accuracy   {view, x: [examples], arms: {arm: [value|null]}, versions: [{arm, version, digest, examples, x, marker}]}
 *                values as in arms[].curve[view]; null where this arm's curve has no point at that x
 *     comparison {challenger, control, x, difference, lower, upper, evidence: {x, challenger, control, threshold}}
 *                challenger = armB and control = armA of the pair, so difference = −pair.curve.difference,
 *                lower = −pair.curve.upper, upper = −pair.curve.lower; evidence is log10 (the API's is natural)
 *     efficiency {x: [examples learned from], arms: {arm: accuracy}, fitted: {arm: value}}
 *   window.affix.state()     {kind, since} of the link to the service: see feed.js
 */

import { byId, setAttribute, setText } from "./dom.js";
import { alarms, drawList } from "./experiments.js";
import { Feed, fetchJson } from "./feed.js";
import { signedPoints, time } from "./format.js";
import { challenge, leadingPair, pairKey } from "./series.js";
import { drawCalibration } from "./calibration.js";
import { drawGuards } from "./guards.js";
import * as happened from "./happened.js";
import { drawNeeded } from "./needed.js";
import { drawClasses, drawSegments } from "./segments.js";
import { drawArms, drawCosts, drawPairs, windowOf } from "./tables.js";
import { drawVersions } from "./versions.js";
import * as header from "./header.js";

const LIST_MS = 15_000;
const LIST_RETRY_MS = 2_000;

let experiments = [];
/** Where a browser reaches the registry, null if that is not known. */
let registry = null;
let following = null;
let live = null;
let state = { kind: "connecting", since: null };
let shownPair = null;
let charts = null;

const choice = () => new URLSearchParams(location.hash.slice(1));

function choose(changes) {
  const next = choice();
  Object.entries(changes).forEach(([key, value]) => (value === null ? next.delete(key) : next.set(key, value)));
  history.replaceState(null, "", `#${next}`.replaceAll("%3A", ":"));
  follow();
  draw();
}

const feed = new Feed({
  onDocument: (document) => {
    live = document;
    try {
      happened.follow(live);
      draw();
    } catch (defect) {
      console.error("Could not draw", document, defect);
      drawState("unreadable", String(defect));
    }
  },
  onState: (newState) => {
    state = newState;
    header.drawLink(state);
    drawState();
  },
});

/** The first experiment that runs and compares different arms, else the first that runs, else the first. */
const first = () =>
  experiments.find(({ status, samePolicy }) => status === "running" && !samePolicy) ??
  experiments.find(({ status }) => status === "running") ?? experiments[0];

/** Follows what the address says, else the first. */
function follow() {
  const wanted = choice().get("experiment") ?? following ?? first()?.name;
  const listed = experiments.some(({ name }) => name === wanted) ? experiments : [...experiments, { name: wanted }];
  if (wanted === undefined) return;
  header.drawExperiments(listed, wanted);
  drawList(experiments, wanted);
  setText(byId("alarms"), alarms(experiments));
  if (wanted === following) return;
  following = wanted;
  live = null;
  shownPair = null;
  setAttribute(byId("raw"), "href", `api/experiments/${encodeURIComponent(wanted)}/live`);
  feed.open(wanted);
}

/** Reads the list of experiments, again and again: they come and stop. */
async function list() {
  const answer = await fetchJson("api/experiments");
  if (answer.kind === "ok") {
    experiments = answer.body;
    follow();
    if (following === null) drawState("empty");
  } else if (following === null) {
    header.drawLink({ kind: answer.kind, since: null });
    drawState(answer.kind, answer.detail);
  }
  setTimeout(list, answer.kind === "ok" && following !== null ? LIST_MS : LIST_RETRY_MS);
}

/** Without a document the headline says why; with one, a notice above it does, and the figures stay. */
function drawState(kind = state.kind, detail = state.detail) {
  const fine = ["connecting", "live", "polling", "reconnecting"].includes(kind);
  header.drawNotice(live && !fine ? kind : null, detail);
  if (live === null) header.drawNothing(kind === "live" || kind === "polling" || kind === "reconnecting" ? "connecting" : kind);
  document.body.classList.toggle("stale", live !== null && !fine);
}

function draw() {
  if (live === null) return;
  const view = choice().get("view") === "rolling" ? "rolling" : "accuracy";
  const chosen = live.pairs.find((p) => pairKey(p) === choice().get("pair"));
  const pair = chosen ?? leadingPair(live, shownPair);
  shownPair = pair ? pairKey(pair) : null;
  header.drawHero(live, pair, !chosen);
  header.drawTiles(live.counts);
  header.drawPairChoice(live, shownPair);
  header.drawHints(live, pair);
  byId("comparison").hidden = byId("comparisons").hidden = live.pairs.length === 0;
  drawPairs(live, shownPair, (key) => choose({ pair: key }));
  const scores = ["window", "faded"].find((one) => one === choice().get("scores")) ?? "sinceStart";
  drawArms(live, registry, scores);
  drawClasses(live, scores);
  drawSegments(live);
  drawCosts(live);
  drawNeeded(live);
  drawCalibration(live);
  drawVersions(live, registry);
  drawGuards(live);
  charts?.draw(live, pair, view);
  document.querySelectorAll("#view button").forEach((button) => setAttribute(button, "aria-pressed", String(button.dataset.view === view)));
  document.querySelectorAll("#scores button").forEach((button) => setAttribute(button, "aria-pressed", String(button.dataset.scores === scores)));
  header.drawViews(live, windowOf(live));
  setText(byId("asof"), `Figures as of ${time(live.asOf)}.`);
  const gain = pair && challenge(pair);
  document.title = gain?.n ? `${signedPoints(gain.difference)} ${gain.challenger} · ${live.experiment} · Affix` : `${live.experiment} · Affix`;
  drawState();
}

byId("experiment").onchange = (event) => choose({ experiment: event.target.value, pair: null });
byId("pair").onchange = (event) => choose({ pair: event.target.value });
byId("view").onclick = (event) => event.target.closest("button") && choose({ view: event.target.closest("button").dataset.view });
byId("scores").onclick = (event) => event.target.closest("button") && choose({ scores: event.target.closest("button").dataset.scores });
byId("classes-of").ontoggle = () => draw();
document.querySelectorAll(".take").forEach((group) => {
  group.onclick = ({ target }) => target.dataset.format && charts?.take(group.dataset.figure, target.dataset.format);
});
document.querySelectorAll("details.numbers[data-figure]").forEach((details) => {
  details.ontoggle = () => details.open && charts?.tell(details);
});
addEventListener("hashchange", () => {
  follow();
  draw();
});

window.affix = {
  document: () => live,
  plotted: () => (live && charts ? charts.plotted() : null),
  state: () => state,
};

drawState();
header.drawTiles();
list();
fetchJson("api/links").then((answer) => {
  registry = answer.body?.registry?.replace(/\/$/, "") ?? null;
  draw();
});
// The figures and tables do not wait for the charts, and outlive their failure.
import("./charts/charts.js").then(
  ({ Charts }) => {
    charts = new Charts();
    draw();
  },
  (failure) => {
    console.error("No charts:", failure);
    document.querySelectorAll(".plot").forEach((plot) => setText(plot, "The chart library could not be loaded; the tables below have the figures."));
  },
);
