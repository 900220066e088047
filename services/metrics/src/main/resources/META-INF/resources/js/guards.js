/** What the comparison takes for granted: a flag below the headline if it does not hold, and the list of all guards. */

import { byId, el, keyed, setAttribute, setText } from "./dom.js";

const NAMES = {
  dose: "Dose: each arm answers with versions of its own",
  "same-input": "Same input: every arm answers every request",
  "label-drift": "Labels keep their distribution",
  lateness: "Labels are equally late, whoever is right",
  "sample-ratio": "Arms are drawn evenly",
};

const name = (guard) => NAMES[guard] ?? guard;

export function drawGuards(live) {
  const guards = live.guards ?? [];
  const tripped = guards.filter((guard) => guard.tripped);
  byId("flag").hidden = tripped.length === 0;
  setText(byId("flag"), tripped.length ? `Do not trust this yet. Guard tripped: ${tripped.map(({ guard }) => name(guard)).join("; ")}.` : "");
  byId("guarded").hidden = guards.length === 0;
  const make = () => el("li", {}, el("b", { class: "chip" }), el("span"), el("small"));
  keyed(byId("guards"), guards.map(({ guard }) => guard), make).forEach((item, i) => {
    const { guard, tripped: bad, detail } = guards[i];
    setText(item.children[0], bad ? "tripped" : "holds");
    setAttribute(item, "data-tripped", String(Boolean(bad)));
    setText(item.children[1], name(guard));
    setText(item.children[2], detail ?? "");
  });
}
