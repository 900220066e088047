/** What is plotted, to take away: SVG for print, PNG as it is on the screen, CSV for whoever computes on. */

import { known } from "../format.js";
import { chrome } from "./theme.js";

const SVG = "http://www.w3.org/2000/svg";
/** Room for the title, in pixels of the page. */
const HEAD = 30;

function node(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
}

/** A colour for SVG: gradients belong to their canvas, so what has one is drawn in ink. */
const colour = (paint, u, index, otherwise) => {
  const value = typeof paint === "function" ? paint(u, index) : paint;
  return typeof value === "string" ? value : otherwise;
};

const fixed = (value) => Number(value.toFixed(2));

/** Axes, bands and series of one plot, in its own coordinates; `id` names its clip. */
function drawing(u, id) {
  const { ink, muted, line } = chrome();
  // Positions within the plot's area, which begins at left and top.
  const area = { left: u.over.offsetLeft, top: u.over.offsetTop, width: u.over.clientWidth, height: u.over.clientHeight };
  const x = (value) => fixed(area.left + u.valToPos(value, "x"));
  const y = (value) => fixed(area.top + u.valToPos(value, "y"));
  const [xAxis, yAxis] = u.axes;
  const bottom = area.top + area.height;
  const words = (axis) => (axis._splits ?? []).map((at, i) => [at, axis._values?.[i] ?? ""]).filter(([, text]) => text !== "");
  const furniture = [
    ...words(xAxis).flatMap(([at, text]) => [
      node("line", { x1: x(at), x2: x(at), y1: area.top, y2: bottom, stroke: line }),
      node("text", { x: x(at), y: bottom + (xAxis.gap ?? 6) + 12, "text-anchor": "middle", fill: muted }, text),
    ]),
    ...words(yAxis).flatMap(([at, text]) => [
      node("line", { x1: area.left, x2: area.left + area.width, y1: y(at), y2: y(at), stroke: line }),
      node("text", { x: area.left - 6, y: y(at) + 4, "text-anchor": "end", fill: muted }, text),
    ]),
  ];
  const points = (column) => u.data[0].flatMap((at, i) => (known(u.data[column][i]) ? [`${x(at)},${y(u.data[column][i])}`] : []));
  const bands = (u.bands ?? []).map(({ series: [upper, lower] }) =>
    node("polygon", { points: [...points(upper), ...points(lower).reverse()].join(" "), fill: muted, "fill-opacity": 0.2 }));
  const curves = u.series.slice(1).flatMap((series, i) => {
    if (!series.show) return [];
    const drawn = node("polyline", { points: points(i + 1).join(" "), fill: "none", stroke: colour(series.stroke, u, i + 1, muted), "stroke-width": series.width });
    if (series.dash) drawn.setAttribute("stroke-dasharray", series.dash.map((pixels) => pixels / devicePixelRatio).join(" "));
    drawn.append(node("title", {}, series.label));
    return [drawn];
  });
  const clip = node("clipPath", { id }, node("rect", { x: area.left, y: area.top, width: area.width, height: area.height }));
  const zero = u.scales.y.min < 0 ? [node("line", { x1: area.left, x2: area.left + area.width, y1: y(0), y2: y(0), stroke: ink })] : [];
  return [clip, ...furniture, node("g", { "clip-path": `url(#${id})` }, ...bands, ...zero, ...curves)];
}

/** A document of plots one below the other. */
export function svg(title, plots) {
  const { card, ink, font } = chrome();
  const width = Math.max(...plots.map((u) => u.width));
  const height = HEAD + plots.reduce((sum, u) => sum + u.height, 0);
  const family = font.replace(/^\S+ /, "");
  const root = node("svg", { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": family, "font-size": 12 });
  root.append(node("title", {}, title), node("rect", { width, height, fill: card }));
  root.append(node("text", { x: 12, y: 20, fill: ink, "font-size": 14, "font-weight": 600 }, title));
  let top = HEAD;
  plots.forEach((u, i) => {
    root.append(node("g", { transform: `translate(0 ${top})` }, ...drawing(u, `plot-${i}`)));
    top += u.height;
  });
  return new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" });
}

/** The same as pixels, with everything that is on the screen. */
export function png(title, plots) {
  const { card, ink, font } = chrome();
  const scale = devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(...plots.map((u) => u.ctx.canvas.width));
  canvas.height = HEAD * scale + plots.reduce((sum, u) => sum + u.ctx.canvas.height, 0);
  const context = canvas.getContext("2d");
  context.fillStyle = card;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = ink;
  context.font = `600 ${font.replace(/^\S+/, `${14 * scale}px`)}`;
  context.fillText(title, 12 * scale, 20 * scale);
  let top = HEAD * scale;
  plots.forEach((u) => {
    context.drawImage(u.ctx.canvas, 0, top);
    top += u.ctx.canvas.height;
  });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

const cell = (value) => {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** RFC 4180: {head: [text], columns: [[value]]}; what is not known is empty. */
export function csv({ head, columns }) {
  const rows = columns[0].map((_, i) => columns.map((column) => cell(column[i])).join(","));
  return new Blob([[head.map(cell).join(","), ...rows, ""].join("\r\n")], { type: "text/csv;charset=utf-8" });
}

/** Hands a file to the browser's downloads. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
