/**
 * Follows one experiment: Server-Sent Events while they flow, polling while they do not.
 *
 * States given to onState: connecting, live, polling (figures come, the event stream does not), reconnecting, and the
 * reasons there is nothing: restoring (503), missing (404), failed (another error), unreachable. `since` is when the
 * newest document came, or null.
 */

const RETRY_MS = [500, 1000, 2000, 4000];
/** Without an event for so long, ask: a proxy may hold back a stream that looks open. */
const SILENCE_MS = 10_000;
const PATIENCE_MS = 8_000;

/** GET of a JSON document: {kind: "ok", body} or {kind: restoring | missing | failed | unreachable, detail}. */
export async function fetchJson(url) {
  try {
    const answer = await fetch(url, { headers: { accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    // Throws if the answer is cut short, as by a service that ends: then it is unreachable, whatever status came first.
    const text = await answer.text();
    const body = parsed(text);
    if (answer.ok && body !== undefined) return { kind: "ok", body };
    const kind = { 503: "restoring", 404: "missing" }[answer.status] ?? "failed";
    return { kind, detail: body?.detail ?? (answer.ok ? "an answer that is not JSON" : `HTTP ${answer.status}`) };
  } catch {
    return { kind: "unreachable", detail: "no answer" };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export class Feed {
  #onDocument;
  #onState;
  #source = null;
  #timers = new Set();
  #generation = 0;
  #failures = 0;
  #since = null;
  #received = 0;
  #path = "";

  constructor({ onDocument, onState }) {
    this.#onDocument = onDocument;
    this.#onState = onState;
  }

  /** Follows another experiment from now on. */
  open(experiment) {
    this.close();
    this.#path = `api/experiments/${encodeURIComponent(experiment)}`;
    this.#since = null;
    this.#failures = 0;
    this.#state("connecting");
    this.#connect();
  }

  close() {
    this.#generation += 1;
    this.#source?.close();
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
  }

  #connect() {
    const source = new EventSource(`${this.#path}/events`);
    this.#source = source;
    let silence;
    const listen = () => {
      this.#cancel(silence);
      silence = this.#later(SILENCE_MS, async () => {
        if ((await this.#poll()) === "ok") listen();
        else this.#lost(source);
      });
    };
    source.onopen = () => {
      this.#failures = 0;
      this.#state("live");
      listen();
      // What changed before the stream opened sends no event of its own.
      this.#poll();
    };
    source.addEventListener("live", (event) => {
      this.#state("live");
      this.#receive(JSON.parse(event.data));
      listen();
    });
    // The browser would retry by itself after a cut but not after an error status: retry one way, ours.
    source.onerror = () => {
      this.#cancel(silence);
      this.#lost(source);
    };
  }

  async #lost(source) {
    if (source !== this.#source) return;
    source.close();
    this.#source = null;
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    if (this.#failures === 1) this.#state("reconnecting");
    const generation = this.#generation;
    const reason = await this.#poll();
    if (generation !== this.#generation) return;
    if (reason === "ok" && this.#failures > 1) this.#state("polling");
    this.#later(wait, () => this.#connect());
  }

  /** Asks once. An event that comes meanwhile is newer than the answer. */
  async #poll() {
    const generation = this.#generation;
    const before = this.#received;
    const answer = await fetchJson(`${this.#path}/live`);
    if (generation !== this.#generation) return "closed";
    if (answer.kind === "ok") {
      if (before === this.#received) this.#receive(answer.body);
    } else if (this.#failures > 0 || answer.kind !== "unreachable") {
      this.#state(answer.kind, answer.detail);
    }
    return answer.kind;
  }

  #receive(document) {
    this.#received += 1;
    this.#since = Date.now();
    this.#onDocument(document);
  }

  #state(kind, detail = "") {
    this.#onState({ kind, detail, since: this.#since });
  }

  #later(delay, task) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      task();
    }, delay);
    this.#timers.add(timer);
    return timer;
  }

  #cancel(timer) {
    clearTimeout(timer);
    this.#timers.delete(timer);
  }
}
