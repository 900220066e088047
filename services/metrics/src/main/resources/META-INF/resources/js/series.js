/** From the API's document to what is plotted. Pure functions: no DOM, no state. */

import { known } from "./format.js";

const number = (value) => (known(value) ? value : null);

/** Column aligned to xs from a curve's own xs; null where the curve has no point. */
function align(xs, examples, values) {
  const at = new Map(examples.map((x, i) => [x, number(values[i])]));
  return xs.map((x) => at.get(x) ?? null);
}

/**
 * Curves of all arms on one axis: {x: number[], arms: [{arm, y: (number|null)[]}]}; x is the number of scored examples.
 * Arms are thinned on their own by the API, so x is the union of theirs.
 *
 * @param view "accuracy" (since the start) or "rolling" (last window)
 */
export function curves(live, view) {
  const own = live.arms.map((arm) => ({ arm: arm.arm, examples: arm.curve?.examples ?? [], values: arm.curve?.[view] ?? [] }));
  const x = [...new Set(own.flatMap((curve) => curve.examples))].sort((a, b) => a - b);
  return { x, arms: own.map(({ arm, examples, values }) => ({ arm, y: align(x, examples, values) })) };
}

/** Sample efficiency of all arms on one axis: {x: [examples learned from], arms: [{arm, accuracy, fitted}]}. */
export function efficiencies(live) {
  const own = live.arms.map(({ arm, efficiency = {} }) => ({ arm, trainedOn: efficiency.trainedOn ?? [], ...efficiency }));
  const x = [...new Set(own.flatMap(({ trainedOn }) => trainedOn))].sort((a, b) => a - b);
  const arms = own.map(({ arm, trainedOn, accuracy = [], fitted = [] }) => ({
    arm, accuracy: align(x, trainedOn, accuracy), fitted: align(x, trainedOn, fitted),
  }));
  return { x, arms };
}

/** Levels that some arm reached while it was watched: [{level, examples: [number | undefined, by arm]}], lowest first, every tenth if there are many. */
export function needs(live) {
  const own = live.arms.map(({ efficiency }) => new Map((efficiency?.needed ?? []).map(({ level, examples }) => [level, examples])));
  const levels = [...new Set(own.flatMap((needed) => [...needed.keys()]))].sort((a, b) => a - b);
  const shown = levels.length > 8 ? levels.filter((level) => Math.round(100 * level) % 10 === 0) : levels;
  return shown.map((level) => ({ level, examples: own.map((needed) => needed.get(level)) }));
}

/** Index of the last known value at or before index i, or −1. */
export function lastKnown(values, i = values.length - 1) {
  while (i >= 0 && !known(values[i])) i -= 1;
  return i;
}

/** Versions that have answered something: [{arm, index, version, digest, examples, publishedAt, servedFrom, newest}]. */
export function versions(live) {
  return live.arms.flatMap((arm, index) => {
    const served = (arm.versions ?? []).filter((version) => known(version.servedFrom));
    return served.map((version, i) => ({ arm: arm.arm, index, newest: i === served.length - 1, ...version }));
  });
}

/** The version that answered an arm's example number x, or undefined. */
export function versionAt(arm, x) {
  return (arm.versions ?? []).filter((version) => known(version.servedFrom) && version.servedFrom <= x).at(-1);
}

const logOf = (log, plain) => (known(log) ? log : known(plain) && plain > 0 ? Math.log(plain) : null);

/**
 * A pair told from its second arm, the challenger, against its first, the control: the API's difference is
 * score(A) − score(B); people read "what does B gain over A". Signs and ends of the interval are turned.
 */
export function challenge(pair) {
  return {
    control: pair.armA,
    challenger: pair.armB,
    n: pair.n ?? 0,
    difference: known(pair.difference) ? 0 - pair.difference : null,
    lower: known(pair.upper) ? 0 - pair.upper : null,
    upper: known(pair.lower) ? 0 - pair.lower : null,
    logE: { challenger: logOf(pair.logEValueB, pair.eValueB), control: logOf(pair.logEValueA, pair.eValueA) },
  };
}

/** {x, difference, lower, upper} of a pair, told as in {@link challenge}. */
export function differences(pair) {
  const { examples = [], difference = [], lower = [], upper = [] } = pair.curve ?? {};
  const turn = (values) => examples.map((_, i) => (known(values[i]) ? 0 - values[i] : null));
  return { x: examples, difference: turn(difference), lower: turn(upper), upper: turn(lower) };
}

/** {x, challenger, control}: log10 of the e-values that say the one or the other is better (the API's are natural). */
export function evidence(pair) {
  const { examples = [], logEValueA = [], logEValueB = [] } = pair.curve ?? {};
  const log10 = (values) => examples.map((_, i) => (known(values[i]) ? values[i] / Math.LN10 : null));
  return { x: examples, challenger: log10(logEValueB), control: log10(logEValueA) };
}

/**
 * The e-value at which a verdict falls. The interval is two-sided at level 1 − alpha, each side at alpha / 2: it leaves
 * zero exactly when one of the two e-values reaches 2 / alpha (ConfidenceSequence in the service).
 */
export const decisive = (live) => 2 / (live.alpha ?? 0.05);

export const pairKey = (pair) => `${pair.armA}:${pair.armB}`;

/**
 * The pair to show when nobody chose: the control (first arm) with the arm that gains most over it. The one shown
 * stays until another gains half a point more, so that the page does not flicker between near-equal arms.
 */
export function leadingPair(live, shown) {
  const control = live.arms[0]?.arm;
  const candidates = live.pairs.filter((pair) => pair.armA === control);
  const gain = (pair) => challenge(pair).difference ?? -2;
  const best = candidates.reduce((a, b) => (a && gain(a) >= gain(b) ? a : b), undefined) ?? live.pairs[0];
  const current = candidates.find((pair) => pairKey(pair) === shown);
  return current && gain(current) + 0.005 >= gain(best) ? current : best;
}
