/** Numbers, times and names as people read them. Pure functions; an absent value is an en dash. */

const NONE = "–";
const COUNT = new Intl.NumberFormat("en-US");
const SUPERSCRIPTS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** Whether a value of the API is a number that can be shown. */
export const known = (value) => typeof value === "number" && Number.isFinite(value);

const minus = (text) => text.replace("-", "−");

/** 1090 → "1,090" */
export const count = (value) => (known(value) ? COUNT.format(value) : NONE);

/** 0.6123 → "61.2%" */
export const percent = (value, digits = 1) => (known(value) ? `${(100 * value).toFixed(digits)}%` : NONE);

/** A score difference in points (hundredths): 0.082 → "8.2", −0.031 → "−3.1". */
export const points = (value, digits = 1) => {
  if (!known(value)) return NONE;
  const text = (100 * value).toFixed(digits);
  return minus(Number(text) === 0 ? text.replace("-", "") : text);
};

/** As {@link points}, always with its sign: 0.082 → "+8.2". */
export const signedPoints = (value, digits = 1) => {
  const text = points(value, digits);
  return known(value) && value > 0 && Number(text) !== 0 ? `+${text}` : text;
};

/** 1.4 → "1.400" */
export const decimal = (value, digits = 3) => (known(value) ? minus(value.toFixed(digits)) : NONE);

/** 0.0123 → "12.3 ms", 0.000045 → "45 µs", 2.5 → "2.50 s" */
export const seconds = (value) => {
  if (!known(value)) return NONE;
  if (value < 0.001) return `${Math.round(1e6 * value)} µs`;
  return value < 1 ? `${(1e3 * value).toFixed(1)} ms` : `${value.toFixed(2)} s`;
};

export const superscript = (whole) => [...String(whole)].map((c) => SUPERSCRIPTS[c] ?? c).join("");

/** An e-value from its natural logarithm (which never overflows): "0.02", "3.4", "12,340", "1.2×10⁷". */
export const eValue = (logE) => {
  if (!known(logE)) return NONE;
  const exponent = logE / Math.LN10;
  if (exponent < -2) return "< 0.01";
  if (exponent < 1) return Math.exp(logE).toFixed(exponent < 0 ? 2 : 1);
  if (exponent < 5) return COUNT.format(Math.round(Math.exp(logE)));
  let whole = Math.floor(exponent);
  let mantissa = (10 ** (exponent - whole)).toFixed(1);
  if (mantissa === "10.0") {
    mantissa = "1.0";
    whole += 1;
  }
  return `${mantissa}×10${superscript(whole)}`;
};

/** The first characters of a digest: enough to find a version by. */
export const digestPrefix = (digest) => (digest ? digest.slice(0, 8) : NONE);

/** An instant (ISO text, milliseconds or Date) as local time of day, with the date if it is not today. */
export const time = (instant) => {
  const date = new Date(instant);
  if (instant === undefined || instant === null || Number.isNaN(date.getTime())) return NONE;
  const clock = date.toLocaleTimeString("en-GB");
  return date.toDateString() === new Date().toDateString() ? clock : `${date.toLocaleDateString("en-CA")} ${clock}`;
};

/** 1, "example" → "1 example"; 2, "example" → "2 examples" */
export const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
