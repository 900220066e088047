/** One reliability diagram per arm: plain SVG, drawn anew only when its numbers change. */

import { byId, el, keyed, setAttribute, setText } from "./dom.js";
import { count, known, percent } from "./format.js";
import { swatch } from "./charts/theme.js";

const SVG = "http://www.w3.org/2000/svg";
/** Units of the drawing: the square from 0 to 1, and room for the numbers at its left and below. */
const SIDE = 200;
const LEFT = 42;
const RIGHT = 20;
const BELOW = 36;
const AIR = 8;

const x = (share) => LEFT + SIDE * share;
const y = (share) => AIR + SIDE * (1 - share);

function node(name, attributes = {}, text) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  if (text !== undefined) element.textContent = text;
  return element;
}

const line = (name, from, to) => node("line", { class: name, x1: x(from[0]), y1: y(from[1]), x2: x(to[0]), y2: y(to[1]) });

/** Bins that hold answers: [{lower, upper, examples, confidence, accuracy}]. */
const filled = (bins) => bins.filter(({ examples, confidence, accuracy }) => examples > 0 && known(confidence) && known(accuracy));

function furniture() {
  const ticks = [0, 0.5, 1];
  return [
    ...ticks.flatMap((at) => [line("grid", [at, 0], [at, 1]), line("grid", [0, at], [1, at])]),
    line("diagonal", [0, 0], [1, 1]),
    ...ticks.map((at) => node("text", { x: x(at), y: y(0) + 15, "text-anchor": "middle" }, percent(at, 0))),
    ...ticks.map((at) => node("text", { x: LEFT - 6, y: y(at) + 4, "text-anchor": "end" }, percent(at, 0))),
    node("text", { x: x(0.5), y: y(0) + 30, "text-anchor": "middle" }, "confidence"),
  ];
}

/** Gap to the diagonal and point of each bin. */
function marks(bins) {
  const all = bins.reduce((sum, { examples }) => sum + examples, 0);
  return bins.flatMap(({ confidence, accuracy, examples, lower, upper }) => {
    const gap = line("gap", [confidence, confidence], [confidence, accuracy]);
    const radius = 2.5 + 11 * Math.sqrt(examples / all);
    const point = node("circle", { cx: x(confidence), cy: y(accuracy), r: radius.toFixed(2), "data-examples": examples });
    const range = `${percent(lower, 0)} to ${percent(upper, 0)}`;
    point.append(node("title", {}, `${range} sure, ${count(examples)} answers: ${percent(accuracy)} right, ${percent(confidence)} sure on average`));
    return [gap, point];
  });
}

/** The same in words, for those who do not see it. */
const spoken = (arm, bins) =>
  `Reliability of ${arm}: ` + bins.map(({ confidence, accuracy, examples }) => `${percent(confidence, 0)} sure, ${percent(accuracy, 0)} right, ${count(examples)} answers`).join("; ");

export function drawCalibration(live) {
  const arms = live.arms.filter((arm) => arm.scores?.sinceStart?.reliability);
  byId("calibration").hidden = arms.length === 0;
  keyed(byId("diagrams"), arms.map(({ arm }) => arm), () => el("li", {}, el("p"), el("p", { class: "hint" }))).forEach((item, i) => {
    const { arm, scores: { sinceStart: scores } } = arms[i];
    const index = live.arms.findIndex((other) => other.arm === arm);
    if (!item.firstChild.firstChild) {
      item.className = `arm-${index % 8}`;
      item.firstChild.append(swatch(index), el("span", {}, arm));
      item.insertBefore(node("svg", { viewBox: `0 0 ${LEFT + SIDE + RIGHT} ${AIR + SIDE + BELOW}`, role: "img" }), item.lastChild);
    }
    const bins = filled(scores.reliability);
    const made = JSON.stringify(bins);
    if (item.dataset.made !== made) {
      item.dataset.made = made;
      item.children[1].replaceChildren(...furniture(), ...marks(bins));
      setAttribute(item.children[1], "aria-label", spoken(arm, bins));
    }
    const top = scores.top ?? [];
    const among = top.length > 1 ? `; ${percent(top.at(-1))} among its ${top.length} best` : "";
    setText(item.lastChild, `calibration error ${percent(scores.calibrationError)}${among}`);
  });
}
