/** The newest versions of every arm, each with a link to its lineage in the registry if the page knows where that is. */

import { byId, el, keyed, setAttribute, setText } from "./dom.js";
import { count, digestPrefix, known, percent, time } from "./format.js";
import { swatch } from "./charts/theme.js";

/** Versions of each arm, at most. */
const NEWEST = 2;
const COLUMNS = [["name", "Arm"], ["n", "Version"], ["code", "Digest"], ["n", "Learned from"], ["n", "Published"], ["n", "Answers from"], ["n", "Right while newest"]];

/** Where a version's lineage is, or null. */
const lineage = (registry, digest) => (registry && digest ? `${registry}/v1/versions/${digest}` : null);

/** A digest's cell: its first characters, as a link where there is something to link to. */
export function drawDigest(cell, digest, registry, of) {
  const address = lineage(registry, digest);
  const made = `${digest} ${address}`;
  if (cell.dataset.made === made) return;
  cell.dataset.made = made;
  const text = digestPrefix(digest);
  cell.replaceChildren(address ? el("a", { href: address, "aria-label": `Lineage of ${of}, ${text}` }, text) : text);
  setAttribute(cell, "title", digest ?? "");
}

export function drawVersions(live, registry) {
  const rows = live.arms.flatMap((arm, index) => newest(arm).map((version) => ({ arm, index, ...version })));
  byId("versions-card").hidden = rows.length === 0;
  const all = live.arms.reduce((sum, arm) => sum + (arm.versions ?? []).length, 0);
  setText(byId("versions-hint"), `The newest of ${count(all)}. A digest is the version's identity${registry ? "; its link shows what it was made from, to the offset" : ""}.`);
  const table = byId("versions");
  if (!table.tHead) {
    table.append(el("thead", {}, el("tr", {}, ...COLUMNS.map(([name, head]) => el("th", { scope: "col", class: name }, head)))), el("tbody"));
  }
  const make = () => el("tr", {}, ...COLUMNS.map(([name, head], i) => el(i ? "td" : "th", { class: name, scope: i ? null : "row", "data-head": head })));
  keyed(table.tBodies[0], rows.map(({ arm, version, digest }) => `${arm.arm} ${version} ${digest}`), make).forEach((row, i) => {
    const { arm, index, version, digest, examples, publishedAt, servedFrom, right } = rows[i];
    if (!row.cells[0].firstChild) row.cells[0].append(swatch(index), el("span", {}, arm.arm));
    drawDigest(row.cells[2], digest, registry, `${arm.arm} version ${version}`);
    const texts = [null, `v${version}`, null, count(examples), time(publishedAt), known(servedFrom) ? `example ${count(servedFrom)}` : "not yet", percent(right)];
    texts.forEach((text, j) => text !== null && setText(row.cells[j], text));
  });
}

/** An arm's newest versions, newest first, each with the share it answered right until the next one answered. */
function newest(arm) {
  const served = (arm.versions ?? []).filter(({ servedFrom, rightBefore }) => known(servedFrom) && known(rightBefore));
  const right = (version) => {
    const next = served[served.indexOf(version) + 1];
    const answered = (next?.servedFrom ?? arm.examples + 1) - version.servedFrom;
    const all = next?.rightBefore ?? Math.round(arm.accuracy * arm.examples);
    return served.includes(version) && answered > 0 ? (all - version.rightBefore) / answered : null;
  };
  return (arm.versions ?? []).slice(-NEWEST).reverse().map((version) => ({ ...version, right: right(version) }));
}
