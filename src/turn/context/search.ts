import { type EffectiveContext, INTERRUPTED, type NeedlePlace } from "../../core/measured.ts";
import type { MeasureTools } from "../types.ts";
import { calibrate, linesFor, type Meter, sizeOf, speedOf } from "./meter.ts";
import { isExact, type KnownSizes, nextSize, type SearchState, sizesToTry } from "./next.ts";
import { type LineProbe, outcomeOf, probeLines } from "./probe.ts";

export interface ContextBudget {
  seconds: number;
  /** Prompt tokens in all. Refused prompts do not count, since they were not read. */
  tokens: number;
}

/** Prompts that the search sends at most, in addition to the two small ones; a bisection of 262,144 to 2 % takes six. */
const MAX_STEPS = 14;
/** Part of the time that the first, deliberately too long prompt may take: a refusal comes at once. */
const FIRST_SHARE = 0.25;
/** A step forward by this factor is worth a prompt. */
const WORTHWHILE = 1.1;

interface Run {
  tools: MeasureTools;
  meter: Meter;
  state: SearchState;
  budget: ContextBudget;
  startedMs: number;
  tokensSent: number;
  requests: number;
  speed: number | null;
  cut: EffectiveContext["cut"];
  stopped: string | null;
}

/**
 * Finds by bisection how large a prompt the server takes in whole. Never sends much more than the server reports as
 * allocated (where it reports nothing: the configured size). Ends at the budget with what is known by then. Never throws.
 */
export async function measureContext(
  tools: MeasureTools,
  sizes: KnownSizes,
  budget: ContextBudget,
): Promise<EffectiveContext> {
  const startedMs = tools.now();
  const top = sizesToTry(sizes);
  tools.progress?.("context, two small prompts to count with");
  const meter = await calibrate(tools, top.ceiling, Math.min(tools.timeoutMs, budget.seconds * 1000));
  if ("failed" in meter) {
    const stopped = tools.signal?.aborted ? INTERRUPTED : `a small prompt failed: ${meter.failed}`;
    return nothing(stopped, tools.now() - startedMs, budget);
  }
  const run: Run = {
    ...{ tools, meter, budget, startedMs, stopped: null, cut: null },
    state: {
      ...{ ...top, low: meter.proven, perLine: meter.perLine },
      ...{ high: null, said: null, cap: null, tried: [] },
    },
    tokensSent: meter.tokensSent,
    requests: 2,
    speed: meter.speed,
  };
  for (let step = 1; step <= MAX_STEPS && run.stopped === null; step += 1) {
    const wanted = nextSize(run.state);
    if (wanted === null) return resultOf(run);
    await takeStep(run, wanted, step);
  }
  run.stopped ??= `${MAX_STEPS} prompts were not enough`;
  return resultOf(run);
}

async function takeStep(run: Run, wanted: number, step: number): Promise<void> {
  const { tools, state } = run;
  if (tools.signal?.aborted) {
    run.stopped = INTERRUPTED;
    return;
  }
  const leftMs = run.budget.seconds * 1000 - (tools.now() - run.startedMs);
  // a prompt that is meant to be refused is worth a try even if there is no time to read it
  const bold = step === 1 && state.over;
  const size =
    bold && run.tokensSent + wanted <= run.budget.tokens ? wanted : affordable(run, wanted, leftMs);
  if (size === null || leftMs <= 0) {
    run.stopped ??= `the budget of ${run.budget.seconds} s and ${run.budget.tokens} tokens is used up`;
    return;
  }
  const inTime = run.speed === null || size / run.speed <= leftMs;
  const timeoutMs = Math.min(tools.timeoutMs, bold && !inTime ? leftMs * FIRST_SHARE : leftMs);
  const lines = linesFor(run.meter, size);
  const sent = sizeOf(run.meter, lines);
  tools.progress?.(`context, prompt ${step} of at most ${MAX_STEPS}: ${sent.toLocaleString("en-US")} tokens`);
  const probe = await send(run, lines, step, timeoutMs);
  if (tools.signal?.aborted) run.stopped = INTERRUPTED;
  else note(run, probe, sent, { bold, timeoutMs });
}

async function send(run: Run, lines: number, step: number, timeoutMs: number): Promise<LineProbe> {
  run.requests += 1;
  const probe = await probeLines(run.tools, lines, step + 2, timeoutMs);
  const sent = sizeOf(run.meter, lines);
  const byWords =
    outcomeOf(probe, sent, run.meter) === "cut" &&
    outcomeOf(probe, sent, { ...run.meter, recall: false }) === "whole";
  if (!byWords || run.tools.signal?.aborted) return probe;
  // a lost word may be a slip of the model: it counts only when one is lost again with other words
  run.requests += 1;
  run.tokensSent += sent;
  return probeLines(run.tools, lines, step + 2 + MAX_STEPS, timeoutMs);
}

function note(run: Run, probe: LineProbe, sent: number, how: { bold: boolean; timeoutMs: number }): void {
  const { state } = run;
  state.tried.push(sent);
  const outcome = outcomeOf(probe, sent, run.meter);
  if (outcome !== "refused") run.tokensSent += sent;
  switch (outcome) {
    case "whole":
      // the server's own count is better than the estimate
      state.low = Math.max(state.low, run.meter.counted ? (probe.seen.usage?.prompt ?? sent) : sent);
      run.speed = Math.max(run.speed ?? 0, speedOf(probe, sent) ?? 0) || null;
      return;
    case "refused":
      lowerHigh(run, sent);
      state.said = probe.seen.errorContext ?? state.said;
      return;
    case "cut":
      noteCut(run, probe, sent);
      return;
    case "timeout":
      // it was being read, not refused: go on with what fits into the rest of the time
      if (how.bold) state.over = false;
      else run.stopped = `${sent} tokens were not read within ${Math.round(how.timeoutMs / 1000)} s`;
      return;
    case "failed":
      run.stopped = `${sent} tokens failed: ${probe.seen.error ?? "no answer"}`;
  }
}

function lowerHigh(run: Run, sent: number): void {
  run.state.high = Math.min(run.state.high ?? sent, sent);
}

function noteCut(run: Run, probe: LineProbe, sent: number): void {
  const counted = run.meter.counted ? (probe.seen.usage?.prompt ?? null) : null;
  const lost: NeedlePlace[] = run.meter.recall ? probe.lost : [];
  if (run.cut === null || sent <= run.cut.sent) run.cut = { sent, counted, lost };
  const byCount = outcomeOf(probe, sent, { ...run.meter, recall: false }) === "cut";
  if (byCount && counted !== null && counted > run.meter.proven) run.state.cap = counted;
  lowerHigh(run, sent);
}

/** The wanted size, or what the rest of the budget allows; null when that is no step forward. */
function affordable(run: Run, wanted: number, leftMs: number): number | null {
  const byTime = run.speed === null ? wanted : Math.floor(run.speed * leftMs * 0.8);
  const byTokens = run.budget.tokens - run.tokensSent;
  const size = Math.min(wanted, byTime, byTokens);
  if (size >= wanted) return wanted;
  if (size < run.state.low * WORTHWHILE) return null;
  return size;
}

function resultOf(run: Run): EffectiveContext {
  const { low, high, said } = run.state;
  const exact = isExact(run.state);
  return {
    atLeast: low,
    below: high,
    said,
    limit: high === null ? null : exact ? (said ?? run.state.cap ?? low) : low,
    exact,
    beyond: high === null ? "not-seen" : run.cut === null ? "refuses" : "cuts",
    cut: run.cut,
    counted: run.meter.counted,
    complete: run.stopped === null,
    stopped: run.stopped,
    requests: run.requests,
    tokensSent: run.tokensSent,
    ms: Math.round(run.tools.now() - run.startedMs),
    budget: { ...run.budget },
  };
}

function nothing(stopped: string, ms: number, budget: ContextBudget): EffectiveContext {
  return {
    ...{ atLeast: null, below: null, said: null, limit: null, exact: false, beyond: "not-seen", cut: null },
    ...{ counted: false, complete: false, stopped, requests: 1, tokensSent: 0 },
    ...{ ms: Math.round(ms), budget: { ...budget } },
  };
}
