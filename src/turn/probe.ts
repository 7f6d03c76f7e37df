import { pause } from "../core/pause.ts";
import { duration, tokens } from "../core/words.ts";
import { LOAD_PATIENCE_MS } from "../openclaw/lmstudio-load.ts";
import type { Http } from "../ports/index.ts";
import { hung } from "./probes/outcome.ts";
import { PROBES } from "./probes/registry.ts";
import type { Probe, ProbeRun } from "./probes/types.ts";
import { expectedPrompt } from "./sizes.ts";
import type { DeepFacts, DeepTarget, LoadFacts, LoadRequest, MeasureTools } from "./types.ts";
import { sendLoad } from "./wire/load.ts";
import { type TurnRequest, turnOf } from "./wire/requests.ts";
import { sendInference } from "./wire/send.ts";

type DeepOptions = Pick<MeasureTools, "timeoutMs" | "signal" | "progress">;

/** Lead of the first of two requests in ms, so that the server takes it first (100 were too few on llama.cpp). */
const LEAD_MS = 500;
const TICK_MS = 1_000;
/** After this many time limits of one inference only the main probes are sent: a crawling server could take an hour. */
const BUDGET = 3;
/** After this many none is sent, so that a model takes at most one limit more; the help names the sum. */
const LAST = 4;

/**
 * Sends the probes that are wanted, one after another. After an interruption it returns what is complete by then, with
 * `partial`. Never throws.
 */
export async function deepProbe(http: Http, target: DeepTarget, options: DeepOptions): Promise<DeepFacts> {
  const salt = Math.floor(Math.random() * 0xffffffff).toString(36);
  const { timeoutMs, signal, progress } = options;
  const started = performance.now();
  const load = target.load == null ? undefined : await loadFirst(http, target, target.load, options);
  const run: ProbeRun = {
    ...{ http, timeoutMs, signal, salt, seen: {} },
    target: { ...target, model: load?.instance ?? target.model },
  };
  for (const [done, probe] of PROBES.entries()) {
    const spent = (performance.now() - started) / timeoutMs;
    if (signal?.aborted || whyStop(run.seen) !== null || spent > LAST) break;
    if ((spent > BUDGET && probe.kind !== "main") || !probe.wanted(run)) continue;
    const stop = showProgress(run, probe, done, progress);
    await perform(run, probe);
    stop();
  }
  return { ...factsOf(run), load };
}

/** The load request; undefined when an interruption cut it off. */
async function loadFirst(
  http: Http,
  target: DeepTarget,
  load: LoadRequest,
  { timeoutMs, signal, progress }: DeepOptions,
): Promise<LoadFacts | undefined> {
  const limit = duration(Math.min(timeoutMs, LOAD_PATIENCE_MS));
  progress?.(`${load.model}: loading it with ${tokens(load.context)} tokens of context, at most ${limit}`);
  const facts = await sendLoad({ http, target, timeoutMs, signal }, load);
  return signal?.aborted ? undefined : facts;
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

/** Why a server is not asked again: nothing came of an inference, or it was still busy after the waits. */
export function whyStop(seen: DeepFacts["probes"]): "hung" | "busy" | null {
  const all = Object.values(seen);
  if (all.some(hung)) return "hung";
  return all.some(({ errorKind }) => errorKind === "busy" || errorKind === "loading") ? "busy" : null;
}

/** Shows what is waited for, as which of how many, since when and for how long at most. Returns what ends it. */
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
  let waits = "";
  const show = () => {
    const seconds = Math.round((performance.now() - started) / 1000);
    const since = `${seconds === 0 ? "" : `${seconds} s of `}at most ${duration(run.timeoutMs)}`;
    progress(`${run.target.model}: ${probe.title}${step}, ${since}${waits}`);
  };
  run.waiting = (what, ms) => {
    waits = what === null ? "" : `; ${what}, asking again in ${duration(ms)}`;
    show();
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
