/** Drawn beside the series, on uPlot's canvas: rules, bands and words. All take values of the y scale. */

import { uPlot } from "../vendor.js";
import { chrome } from "./theme.js";

const clipped = ({ ctx, bbox }, paint) => {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  paint(ctx, uPlot.pxRatio);
  ctx.restore();
};

/** Horizontal line at a value. */
export function rule(u, value, stroke, dash, width) {
  clipped(u, (ctx, scale) => {
    const y = Math.round(u.valToPos(value, "y", true)) + 0.5;
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width * scale;
    ctx.setLineDash(dash.map((pixels) => pixels * scale));
    ctx.beginPath();
    ctx.moveTo(u.bbox.left, y);
    ctx.lineTo(u.bbox.left + u.bbox.width, y);
    ctx.stroke();
  });
}

/** Band of ± size around zero, with thin edges. */
export function margin(u, size, fill) {
  if (!(size > 0)) return;
  clipped(u, (ctx) => {
    const top = u.valToPos(size, "y", true);
    const bottom = u.valToPos(-size, "y", true);
    ctx.fillStyle = fill;
    ctx.fillRect(u.bbox.left, top, u.bbox.width, bottom - top);
  });
}

/** Words at the right end of a value's line, or in the plot's top or bottom corner; legible over what is drawn. */
export function tag(u, text, colour, where) {
  clipped(u, (ctx, scale) => {
    const { card, font } = chrome();
    const { bbox } = u;
    ctx.font = `600 ${font.replace(/(\d+)px/, (_, size) => `${size * scale}px`)}`;
    const inset = 8 * scale;
    const left = typeof where !== "number";
    ctx.textAlign = left ? "left" : "right";
    ctx.textBaseline = where === "top" ? "top" : "bottom";
    const x = left ? bbox.left + inset : bbox.left + bbox.width - inset;
    const corner = where === "top" ? bbox.top + inset / 2 : bbox.top + bbox.height - inset / 2;
    const y = left ? corner : u.valToPos(where, "y", true) - 3 * scale;
    ctx.lineWidth = 4 * scale;
    ctx.lineJoin = "round";
    ctx.strokeStyle = card;
    ctx.strokeText(text, x, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y);
  });
}

/** A fill or stroke that has one colour above zero and another below. */
export const zeroSplit = (above, below) => (u) => {
  const { top, height } = u.bbox;
  const zero = u.valToPos(0, "y", true);
  const at = Math.min(1, Math.max(0, (zero - top) / height));
  const gradient = u.ctx.createLinearGradient(0, top, 0, top + height);
  if (!Number.isFinite(at)) return above;
  gradient.addColorStop(0, above);
  gradient.addColorStop(at, above);
  gradient.addColorStop(at, below);
  gradient.addColorStop(1, below);
  return gradient;
};
