import type { Http } from "../ports/index.ts";
import { PROBES } from "./probes/registry.ts";
import type { Probe, ProbeRun } from "./probes/types.ts";
import { expectedPrompt } from "./sizes.ts";
import type { AnswerProbe, DeepFacts, DeepTarget } from "./types.ts";
import { bodyOf, type TurnRequest } from "./wire/requests.ts";
import { type SendOptions, sendInference } from "./wire/send.ts";

export interface DeepOptions extends SendOptions {
  progress?: ((text: string) => void) | undefined;
}

/** The second of two requests leaves so much later (ms) that the first is surely in front (100 were too few on llama.cpp). */
const BESIDE_MS = 500;
const TICK_MS = 1_000;
/** After this many time limits of one inference only the main ones are still made: a crawling server could take an hour. */
const BUDGET = 3;

/**
 * Makes the inferences of src/deep/probes that are wanted, one after another. An interruption ends it: what came to its
 * end before is returned, with `partial`; the inference that was cut off is left out. Never throws.
 */
export async function deepProbe(http: Http, target: DeepTarget, options: DeepOptions): Promise<DeepFacts> {
  const salt = Math.floor(Math.random() * 0xffffffff).toString(36);
  const run: ProbeRun = { http, target, options, salt, seen: {} };
  const started = performance.now();
  for (const [done, probe] of PROBES.entries()) {
    if (options.signal?.aborted) break;
    const late = performance.now() - started > options.timeoutMs * BUDGET;
    if ((late && probe.kind !== "main") || !probe.wanted(run)) continue;
    const stop = showProgress(run, probe, done, options);
    await perform(run, probe);
    stop();
  }
  return factsOf(run);
}

async function perform(run: ProbeRun, probe: Probe): Promise<void> {
  const { beside } = probe;
  const route = probe.route?.(run) ?? run.target.route;
  const first = sendTurn(run, probe.request(run), route);
  const second = beside ? pause(BESIDE_MS).then(() => sendTurn(run, beside.request(run), route)) : null;
  const [one, two] = await Promise.all([first, second]);
  // what an interruption cut off would look like a failure of the server
  if (run.options.signal?.aborted) return;
  run.seen[probe.id] = one;
  if (beside && two) run.seen[beside.id] = two;
}

function sendTurn(run: ProbeRun, request: TurnRequest, route: DeepTarget["route"]): Promise<AnswerProbe> {
  const target = { ...run.target, route };
  const { maxTokens } = request;
  return sendInference(run.http, target, { body: bodyOf(target, request), maxTokens }, run.options);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** Says what runs, as which of how many, and counts the seconds. Returns what ends it. */
function showProgress(run: ProbeRun, probe: Probe, position: number, options: DeepOptions): () => void {
  const { progress } = options;
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
    partial: run.options.signal?.aborted === true,
  };
}
