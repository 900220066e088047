/**
 * How arms look: a colour that people with colour-vision deficiencies tell apart (after Okabe and Ito), and a dash and a
 * marker for those who see none. The first arm is the control: neutral and dashed. Colours are the custom properties
 * --arm-0 … of the style sheet, so dark and light differ in one place.
 */

const COLOURS = 8;
const DASHES = [[7, 4], [], [], [], [], [], [], []];
const LATER_DASHES = [[2, 3], [10, 3, 2, 3], [10, 4], [4, 2]];
export const SHAPES = ["circle", "square", "triangle", "diamond"];

const property = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** {stroke, dash (CSS pixels), shape} of the arm at that place in the experiment. */
export function armStyle(index) {
  const dash = index < COLOURS ? DASHES[index] : LATER_DASHES[index % LATER_DASHES.length];
  return { stroke: property(`--arm-${index % COLOURS}`), dash, shape: SHAPES[index % SHAPES.length] };
}

/** The chart furniture's colours and font, as they are now. */
export function chrome() {
  return {
    ink: property("--ink"),
    muted: property("--muted"),
    line: property("--line"),
    card: property("--card"),
    accent: property("--accent"),
    warn: property("--warn"),
    font: `12px ${property("--font")}`,
  };
}

/** "#rrggbb" with an alpha from 0 to 1. */
export const faded = (hex, alpha) => hex + Math.round(255 * alpha).toString(16).padStart(2, "0");

/** Calls back when dark turns to light or back. */
export const onThemeChange = (listener) => matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener);

/** Path of a marker around a centre. */
export function trace(context, shape, x, y, radius) {
  context.beginPath();
  if (shape === "circle") context.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    const corners = { square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]], triangle: [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]] };
    const diamond = [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]];
    (corners[shape] ?? diamond).forEach(([dx, dy]) => context.lineTo(x + dx * radius, y + dy * radius));
  }
  context.closePath();
}

const SVG_SHAPES = {
  circle: '<circle cx="14" cy="6" r="3.6"/>',
  square: '<rect x="10.7" y="2.7" width="6.6" height="6.6"/>',
  triangle: '<path d="M14 1.4 18.4 9.2H9.6Z"/>',
  diamond: '<path d="M14 1 19 6 14 11 9 6Z"/>',
};

/** The same line and marker beside an arm's name in the document. */
export function swatch(index) {
  const { dash, shape } = armStyle(index);
  const holder = document.createElement("span");
  holder.className = `swatch arm-${index % COLOURS}`;
  holder.innerHTML =
    `<svg viewBox="0 0 28 12" width="28" height="12" aria-hidden="true"><path d="M1 6H27" stroke-dasharray="${dash.join(" ")}"/>` +
    `${SVG_SHAPES[shape]}</svg>`;
  return holder;
}
