/** What the figures say, in words. Pure functions of the API's documents. */

import { challenge } from "./series.js";
import { count, eValue, known, percent, plural, points } from "./format.js";

/** "95%" for alpha 0.05 */
export const level = (alpha) => percent(1 - (alpha ?? 0.05), Number.isInteger(Math.round(1e9 * (1 - alpha)) / 1e7) ? 0 : 1);

const IN_ORDER = "Examples are compared in the order of their predictions: the next one waits for its label";

/** Scores of generated texts; all others are of labels. */
const TEXT_SCORES = { "exact-match": "exact match", "rouge-l": "ROUGE-L", chrf: "chrF" };

/** Whether arms answer with texts. */
export const generates = (live) => live.primaryScore in TEXT_SCORES;

/** What is plotted of each arm, to begin a sentence: accuracy, of texts the primary score. */
export const plottedScore = (live) => (TEXT_SCORES[live.primaryScore] ?? "accuracy").replace(/^[ae]/, (letter) => letter.toUpperCase());

/** What a difference is counted in. */
const unit = (score) => (score === "accuracy" || !score ? "points" : `points of ${TEXT_SCORES[score] ?? `${score} score`}`);

/** A headline's parts, of which arms are {arm} and lighter words {aside}, as plain text. */
export const text = (parts) => parts.map((part) => part.arm ?? part.aside ?? part).join("");

/** Which answers are not in the comparison yet, and up to where it is made. */
export function awaited(live, pair) {
  const { pendingShare } = live.counts ?? {};
  const upTo = (pair?.watermark ?? []).map(({ partition, offset }) => `${partition}:${count(offset)}`).join(", ");
  if (!known(pendingShare) || !upTo) return "";
  return `${percent(pendingShare)} of the answered requests wait for their label. Compared in the order of prediction, up to partition:offset ${upTo}.`;
}

/** The service's sentence on a pair as parts of which arms are {arm} and what follows the semicolon is {aside}. */
function parts(pair) {
  const [said, ...aside] = pair.sentence.split(/(?=; )/);
  // The longer name first, so that an arm "deep" is not found within "deep-share".
  const names = [pair.armA, pair.armB].sort((a, b) => b.length - a.length);
  const found = said.split(new RegExp(`(${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`));
  const told = found.filter((part) => part !== "").map((part) => (names.includes(part) ? { arm: part } : part));
  return [...told, ...aside.map((words) => ({ aside: words }))];
}

/**
 * The verdict on one pair: {tone: "decided" | "equivalent" | "open" | "waiting", chip, headline: parts, detail, winner}.
 * The sentence is the service's: the same words everywhere.
 */
export function verdict(pair, live) {
  const { challenger, control, difference, logE } = challenge(pair);
  if (!pair.n || !known(difference)) {
    return { tone: "waiting", chip: "waiting", headline: [{ arm: challenger }, " against ", { arm: control }, ": no pair yet"], detail: IN_ORDER };
  }
  const headline = parts(pair);
  const ahead = difference >= 0 ? challenger : control;
  const evidence = `e-value ${eValue(ahead === challenger ? logE.challenger : logE.control)} for ${ahead}`;
  const detail = `Mean so far ${points(Math.abs(difference))} ${unit(live.primaryScore)} for ${ahead}, ${evidence}`;
  if (pair.verdict === "A better" || pair.verdict === "B better") {
    return { tone: "decided", chip: "decided", headline, detail, winner: pair.verdict === "A better" ? pair.armA : pair.armB };
  }
  return pair.verdict === "equivalent" ? { tone: "equivalent", chip: "equivalent", headline, detail } : { tone: "open", chip: "undecided", headline, detail };
}

/** The sign test on one pair, told as {@link verdict} is; "" while there is nothing to tell. */
export function signs(pair, live) {
  const test = pair?.signTest;
  if (!test || !known(test.winsA) || !(test.winsA + test.winsB > 0)) return "";
  const ahead = test.winsB >= test.winsA ? [pair.armB, test.winsB, test.logEValueB] : [pair.armA, test.winsA, test.logEValueA];
  const behind = test.winsB >= test.winsA ? [pair.armA, test.winsA] : [pair.armB, test.winsB];
  const won = generates(live)
    ? `${ahead[0]} scored higher ${plural(ahead[1], "time")}, ${behind[0]} ${plural(behind[1], "time")}`
    : `only ${ahead[0]} right ${plural(ahead[1], "time")}, only ${behind[0]} ${plural(behind[1], "time")}`;
  return `Exact sign test: ${won}; e-value ${eValue(ahead[2])} against “${ahead[0]} never more likely to win”.`;
}

/** What happens next in an experiment that has nothing scored yet. */
export function waiting(live) {
  const { predictions = 0, pending = 0 } = live.counts ?? {};
  if (live.status === "stopped") return ["Stopped before any label arrived", "There is nothing to compare."];
  if (!predictions) {
    return ["Waiting for the first request…", "Every arm answers each request; the answers are counted here as soon as there are any."];
  }
  const answered = `${plural(predictions, "request")} answered by every arm, ${count(pending)} waiting for a label. `;
  return ["Waiting for the first label…", `${answered}Arms are scored, and start to learn, when labels come.`];
}

/** Headline and explanation of an experiment without pairs. */
export const ALONE = ["One arm, nothing to compare", "Its accuracy is below."];

/** Headline and explanation of a page without a document. */
const NOTICES = {
  connecting: ["Connecting…", "Asking the metrics service for its experiments."],
  empty: ["No experiment yet", "This page shows one as soon as it is created: ./affix demo does, and so does POST /v1/experiments of the registry."],
  restoring: ["Restoring…", "The metrics service reads its state back from Kafka. Figures appear when it is complete; a part of them is never shown."],
  missing: ["No such experiment", "The metrics service does not know it. Choose another one above, or wait: it appears when its first record arrives."],
  unreadable: ["This page cannot read what the service sends", "They are of different versions, or there is a defect: the browser's console says more."],
  failed: ["The metrics service answers with an error", "This page goes on trying. The service's log says more."],
  unreachable: ["The metrics service cannot be reached", "This page goes on trying, and shows what it last knew meanwhile."],
};

export const notice = (kind) => NOTICES[kind] ?? NOTICES.failed;
