/** One uPlot in its place: sized by its container, explored by mouse or arrow keys, its cursor shared with the others. */

import { uPlot } from "../vendor.js";
import { chrome } from "./theme.js";
import { count } from "../format.js";

const SYNC = "affix";
const AXIS_WIDTH = 52;

/** Horizontal axis, "scored examples" or another label; `gap` pixels stay free between plot and numbers. */
export function exampleAxis({ gap = 6, label = true } = {}) {
  const { muted, line, font } = chrome();
  return {
    stroke: muted, font, gap, size: 20 + gap, space: 64,
    label: label === true ? "scored examples" : label || undefined, labelSize: label ? 18 : 0, labelFont: font, labelGap: 0,
    grid: { stroke: line, width: 1 }, ticks: { show: false },
    values: (_, splits) => splits.map((x) => (Number.isInteger(x) ? count(x) : "")),
  };
}

export function valueAxis(values, more = {}) {
  const { muted, line, font } = chrome();
  return { stroke: muted, font, size: AXIS_WIDTH, gap: 6, space: 30, values, grid: { stroke: line, width: 1 }, ticks: { show: false }, ...more };
}

/** Decimals that tell ticks a step apart, in hundredths: 0.05 → 0, 0.025 → 1, 0.0005 → 2. */
export function tickDigits(splits) {
  const step = 100 * Math.abs((splits[1] ?? 1) - (splits[0] ?? 0));
  return [0, 1, 2].find((digits) => Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6) ?? 2;
}

/** From 0 to the newest example, so that time never shifts under the reader's eyes. */
export const exampleRange = (_, min, max) => [0, Math.max(10, max ?? 0)];

/** Dashes of a series are canvas pixels: scale them as uPlot scales widths. */
export const dashed = (dash) => (dash.length ? dash.map((pixels) => pixels * (uPlot.pxRatio ?? 1)) : undefined);

export class Plot {
  #host;
  #plot;
  #observer;
  #onCursor;
  #describe;
  #label;

  /**
   * @param host element with a height of its own
   * @param options of uPlot: series, bands, scales, axes, hooks
   * @param label what the chart shows, for screen readers
   * @param onCursor called with the index under the cursor, or null
   * @param describe text for the index, for screen readers
   * @param sync plots of the same name share their cursor
   */
  constructor(host, { series, bands, scales, axes, hooks = {}, data, label, onCursor = () => {}, describe = () => "", sync = SYNC }) {
    this.#host = host;
    this.#onCursor = onCursor;
    this.#describe = describe;
    this.#label = label;
    host.replaceChildren();
    const options = {
      ...this.#size(), series, bands, axes, hooks: { ...hooks, setCursor: [() => this.#moved()] },
      scales: { x: { time: false, range: exampleRange }, ...scales },
      legend: { show: false }, padding: [10, 20, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: sync, scales: ["x", null] }, points: { size: 7 } },
    };
    this.#plot = new uPlot(options, data, host);
    this.#observer = new ResizeObserver(() => this.#plot.setSize(this.#size()));
    this.#observer.observe(host);
    host.tabIndex = 0;
    host.setAttribute("role", "slider");
    host.setAttribute("aria-label", `${label}. Arrow keys read it point by point.`);
    host.setAttribute("aria-valuemin", "0");
    host.onkeydown = (event) => this.#key(event);
    host.onblur = () => this.point(null);
  }

  get uplot() {
    return this.#plot;
  }

  /** Columns as uPlot has them now. */
  get data() {
    return this.#plot.data;
  }

  update(data) {
    this.#plot.setData(data);
  }

  /** Says again what is under the cursor: call it when the owner can describe what was drawn. */
  settle() {
    this.#moved();
  }

  /** Puts the cursor on a point, or takes it away. */
  point(index) {
    const at = index === null ? { left: -10, top: -10 } : { left: this.#plot.valToPos(this.data[0][index], "x"), top: 1 };
    this.#plot.setCursor(at);
  }

  destroy() {
    this.#observer.disconnect();
    this.#plot.destroy();
  }

  #size() {
    return { width: Math.max(200, this.#host.clientWidth), height: this.#host.clientHeight };
  }

  #moved() {
    if (!this.#plot) return;
    const index = this.#plot.cursor.idx ?? null;
    const last = this.data[0].length - 1;
    const shown = index ?? last;
    this.#host.setAttribute("aria-valuemax", String(this.data[0][last] ?? 0));
    this.#host.setAttribute("aria-valuenow", String(this.data[0][shown] ?? 0));
    this.#host.setAttribute("aria-valuetext", shown < 0 ? `${this.#label}: nothing yet` : this.#describe(shown));
    this.#onCursor(index);
  }

  #key(event) {
    const last = this.data[0].length - 1;
    const now = this.#plot.cursor.idx ?? last + 1;
    const step = event.shiftKey ? 10 : 1;
    const target = { ArrowLeft: now - step, ArrowRight: now + step, Home: 0, End: last }[event.key];
    if (event.key === "Escape") this.point(null);
    if (target === undefined || last < 0) return;
    event.preventDefault();
    this.point(Math.min(Math.max(target, 0), last));
  }
}
