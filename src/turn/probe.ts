import type { Http } from "../ports/index.ts";
import { PROBES } from "./probes/registry.ts";
import type { Probe, ProbeRun } from "./probes/types.ts";
import { expectedPrompt } from "./sizes.ts";
import type { DeepFacts, DeepTarget, MeasureTools } from "./types.ts";
import { type TurnRequest, turnOf } from "./wire/requests.ts";
import { sendInference } from "./wire/send.ts";

type DeepOptions = Pick<MeasureTools, "timeoutMs" | "signal" | "progress">;

/** Lead of the first of two requests in ms, so that the server takes it first (100 were too few on llama.cpp). */
const LEAD_MS = 500;
const TICK_MS = 1_000;
/** After this many time limits of one inference only the main probes are sent: a crawling server could take an hour. */
const BUDGET = 3;

/**
 * Sends the probes that are wanted, one after another. After an interruption it returns what is complete by then, with
 * `partial`. Never throws.
 */
export async function deepProbe(http: Http, target: DeepTarget, options: DeepOptions): Promise<DeepFacts> {
  const salt = Math.floor(Math.random() * 0xffffffff).toString(36);
  const { timeoutMs, signal, progress } = options;
  const run: ProbeRun = { http, target, timeoutMs, signal, salt, seen: {} };
  const started = performance.now();
  for (const [done, probe] of PROBES.entries()) {
    if (signal?.aborted) break;
    const late = performance.now() - started > timeoutMs * BUDGET;
    if ((late && probe.kind !== "main") || !probe.wanted(run)) continue;
    const stop = showProgress(run, probe, done, progress);
    await perform(run, probe);
    stop();
  }
  return factsOf(run);
}

async function perform(run: ProbeRun, probe: Probe): Promise<void> {
  const { second: later } = probe;
  const route = probe.route?.(run) ?? run.target.route;
  const send = (request: TurnRequest) =>
    sendInference({ ...run, target: { ...run.target, route, shape: request.shape } }, turnOf(request));
  const first = send(probe.request(run));
  const second = later ? pause(LEAD_MS).then(() => send(later.request(run))) : null;
  const [one, two] = await Promise.all([first, second]);
  // what an interruption cut off would look like a failure of the server
  if (run.signal?.aborted) return;
  run.seen[probe.id] = one;
  if (later && two) run.seen[later.id] = two;
  probe.after?.(run);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Shows what runs, as which of how many, and for how many seconds. Returns what ends it. */
function showProgress(
  run: ProbeRun,
  probe: Probe,
  position: number,
  progress: DeepOptions["progress"],
): () => void {
  if (!progress) return () => undefined;
  const main = PROBES.filter((one) => one.kind === "main" && (run.target.tools || !needsTools(one)));
  const before = PROBES.slice(0, position + 1).filter((one) => main.includes(one)).length;
  const step = probe.kind === "main" ? ` (${before} of ${main.length})` : "";
  const started = performance.now();
  const show = () => {
    const seconds = Math.round((performance.now() - started) / 1000);
    progress(`${run.target.model}: ${probe.title}${step}${seconds === 0 ? "" : `, ${seconds} s`}`);
  };
  show();
  const timer = setInterval(show, TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function needsTools(probe: Probe): boolean {
  return probe.id === "tools" || probe.id === "follow-up";
}

function factsOf(run: ProbeRun): DeepFacts {
  const { seen } = run;
  // a short prompt that failed says all that a long one could
  const failed = seen.small && seen.small.errorKind !== null ? seen.small : null;
  return {
    answer: seen.answer ?? failed,
    tools: seen.tools ?? null,
    probes: seen,
    expectedPrompt: expectedPrompt(run),
    partial: run.signal?.aborted === true,
  };
}
