/**
 * Adapter versions in the accuracy chart: a marker on an arm's line where a version began to answer (thinned where they
 * would touch), and every one of them in a strip below the plot, one row per arm; details in a tooltip.
 */

import { uPlot } from "../vendor.js";
import { lastKnown, versions } from "../series.js";
import { count, digestPrefix, time } from "../format.js";
import { el } from "../dom.js";
import { armStyle, chrome, swatch, trace } from "./theme.js";

export const STRIP_GAP = 6;
const ROW = 9;
/** With many arms the rows become thinner instead of eating the plot. */
const STRIP_MAX = 80;
const RADIUS = 4;
/** Markers on one line are at least so many pixels apart. */
const APART = 34;
/** How near the mouse must be. */
const REACH = 9;

export const stripHeight = (arms) => Math.min(STRIP_MAX, arms * ROW);
const rowHeight = (arms) => stripHeight(arms) / arms;

export class VersionMarks {
  #tip = el("div", { class: "tip", role: "tooltip", hidden: "" });
  #host;
  /** Where each version was drawn, in CSS pixels of the chart's root. */
  #spots = [];

  constructor(host, live) {
    this.#host = host;
    this.live = live;
  }

  /** The versions drawn, for tests: [{arm, version, digest, examples, x, marker}]. */
  drawn() {
    const marked = new Set(this.#spots.filter(({ marker }) => marker).map(({ version }) => version.digest + version.arm));
    return this.#spots
      .filter(({ marker }) => !marker)
      .map(({ version: { arm, version, digest, examples, servedFrom } }) => ({
        arm, version, digest, examples, x: servedFrom, marker: marked.has(digest + arm),
      }));
  }

  draw(u) {
    const all = versions(this.live).filter(({ index }) => u.series[index + 1]?.show);
    this.#spots = [];
    u.ctx.save();
    this.#strip(u, all);
    this.#markers(u, all);
    u.ctx.restore();
  }

  #strip(u, all) {
    const { ctx, bbox } = u;
    const scale = uPlot.pxRatio;
    const top = bbox.top / scale + bbox.height / scale + STRIP_GAP;
    const { line } = chrome();
    const rows = u.series.length - 1;
    const height = rowHeight(rows);
    if (rows > 1) this.#word(u, top + stripHeight(rows) / 2, scale);
    ctx.fillStyle = line;
    for (let row = 0; row < rows; row += 1) {
      ctx.fillRect(bbox.left, Math.round((top + (row + 0.5) * height) * scale), bbox.width, Math.max(1, Math.round(scale)));
    }
    for (const version of all) {
      const x = this.#across(u, version);
      if (x === null) continue;
      const y = top + version.index * height;
      const width = version.newest ? 3 : 2;
      ctx.fillStyle = armStyle(version.index).stroke;
      ctx.fillRect(Math.round((x - width / 2) * scale), Math.round((y + 1) * scale), width * scale, (height - 2) * scale);
      this.#spots.push({ x, y: y + height / 2, version, marker: false });
    }
  }

  #word({ ctx, bbox }, middle, scale) {
    const { muted, font } = chrome();
    ctx.font = font.replace(/(\d+)px/, `${11 * scale}px`);
    ctx.textAlign = "right";
    ctx.textBaseline = "middle";
    ctx.fillStyle = muted;
    ctx.fillText("versions", bbox.left - 6 * scale, middle * scale);
  }

  #markers(u, all) {
    const { ctx } = u;
    const scale = uPlot.pxRatio;
    const { card } = chrome();
    const next = new Map();
    // From the newest backwards: it always has its marker.
    for (const version of [...all].reverse()) {
      const x = this.#across(u, version);
      const values = u.data[version.index + 1];
      const at = lastKnown(values, Math.max(0, u.data[0].findLastIndex((examples) => examples <= version.servedFrom)));
      if (x === null || at < 0 || x > (next.get(version.index) ?? Infinity) - APART) continue;
      const y = u.valToPos(values[at], "y", true) / scale;
      if (y < u.bbox.top / scale) continue;
      next.set(version.index, x);
      const { stroke, shape } = armStyle(version.index);
      trace(ctx, shape, x * scale, y * scale, RADIUS * scale);
      ctx.lineWidth = 1.5 * scale;
      ctx.fillStyle = stroke;
      ctx.strokeStyle = card;
      ctx.fill();
      ctx.stroke();
      this.#spots.push({ x, y, version, marker: true });
    }
  }

  /** Horizontal place of a version, or null when it is outside of the plot. */
  #across(u, { servedFrom }) {
    const x = u.valToPos(servedFrom, "x", true);
    return x >= u.bbox.left - 1 && x <= u.bbox.left + u.bbox.width + 1 ? x / uPlot.pxRatio : null;
  }

  /** Shows the tooltip of the version under the mouse. */
  follow(u) {
    this.#host.append(this.#tip);
    u.root.addEventListener("mousemove", (event) => {
      const box = u.root.getBoundingClientRect();
      this.#show(event.clientX - box.left, event.clientY - box.top, box.width);
    });
    u.root.addEventListener("mouseleave", () => (this.#tip.hidden = true));
  }

  #show(x, y, width) {
    const reach = ({ x: sx, y: sy, marker }) => (marker ? Math.hypot(sx - x, sy - y) : Math.abs(sy - y) <= rowHeight(this.live.arms.length) / 2 ? Math.abs(sx - x) : Infinity);
    const spot = this.#spots.reduce((best, s) => (reach(s) < (best ? reach(best) : REACH) ? s : best), null);
    this.#tip.hidden = spot === null;
    if (spot === null) return;
    const { arm, index, version, digest, examples, servedFrom, publishedAt } = spot.version;
    this.#tip.replaceChildren(
      el("strong", {}, swatch(index), `${arm} version ${version}`),
      el("code", {}, digestPrefix(digest)),
      el("span", {}, `learned from ${count(examples)} examples`),
      el("span", {}, `answers from scored example ${count(servedFrom)} on`),
      el("span", {}, `published ${time(publishedAt)}`),
    );
    const right = spot.x > width / 2;
    this.#tip.style.left = right ? "auto" : `${spot.x + 12}px`;
    this.#tip.style.right = right ? `${width - spot.x + 12}px` : "auto";
    this.#tip.style.bottom = `${this.#host.clientHeight - spot.y + 8}px`;
  }
}
