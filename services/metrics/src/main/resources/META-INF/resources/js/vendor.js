/** uPlot, from its webjar: the only place that knows the version. It must be the one the parent pom pins. */

const DIST = new URL("../webjars/uplot/1.6.30/dist/", import.meta.url);

const style = document.createElement("link");
style.rel = "stylesheet";
style.href = new URL("uPlot.min.css", DIST);
// Before the page's own sheets, which refine it.
document.head.prepend(style);

export const { default: uPlot } = await import(new URL("uPlot.esm.js", DIST));
