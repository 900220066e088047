/** What happened in an experiment, newest first: versions, and the verdicts and guards that changed while the page was open. */

import { byId, el, keyed, setText } from "./dom.js";
import { count, time } from "./format.js";
import { pairKey } from "./series.js";

/** Entries shown. */
const MOST = 12;

let experiment = null;
let seen = { verdicts: new Map(), guards: new Set(), status: null };
let log = [];

/** Compares a document with the last one of the same experiment. */
export function follow(live) {
  if (live.experiment !== experiment) {
    experiment = live.experiment;
    log = [];
    seen = null;
  }
  const verdicts = new Map((live.pairs ?? []).map((pair) => [pairKey(pair), pair.verdict]));
  const guards = new Set((live.guards ?? []).filter(({ tripped }) => tripped).map(({ guard }) => guard));
  if (seen) {
    (live.pairs ?? []).filter((pair) => seen.verdicts.get(pairKey(pair)) !== pair.verdict).forEach((pair) => add(live, pair.sentence ?? `${pair.armA} against ${pair.armB}: ${pair.verdict}`));
    [...guards].filter((guard) => !seen.guards.has(guard)).forEach((guard) => add(live, `guard ${guard} tripped`));
    if (seen.status !== live.status) add(live, `the experiment is ${live.status}`);
  }
  seen = { verdicts, guards, status: live.status };
  draw(live);
}

const add = (live, text) => log.push({ at: live.asOf, text });

function draw(live) {
  const published = live.arms.flatMap(({ arm, versions = [] }) => versions
    .filter(({ publishedAt }) => publishedAt)
    .slice(-MOST)
    .map(({ version, examples, publishedAt }) => ({ at: publishedAt, text: `${arm} version ${version} published, learned from ${count(examples)}` })));
  const newest = [...log, ...published].sort((a, b) => new Date(b.at) - new Date(a.at)).slice(0, MOST);
  byId("happened-card").hidden = newest.length === 0;
  const make = () => el("li", {}, el("time"), el("span"));
  keyed(byId("happened"), newest.map(({ at, text }) => `${at} ${text}`), make).forEach((item, i) => {
    setText(item.children[0], time(newest[i].at));
    item.children[0].dateTime = newest[i].at;
    setText(item.children[1], newest[i].text);
  });
}
