import type { DepthSkipped, DepthSpeed, SpeedSpread } from "../../core/speed.ts";
import { duration, tokens } from "../../core/words.ts";
import type { AnswerProbe, MeasureTools } from "../types.ts";
import { sendInference } from "../wire/send.ts";
import { judgeRun, type NoRun, type Pace, type RunFigures } from "./judge.ts";
import { ANSWER_TOKENS, coldPrompt, type SpeedPrompt, secondPrompt } from "./prompt.ts";

/** The sizes that are measured, in tokens: each fits with its answer into a context of 2^12, 2^14 and 2^16 tokens. */
export const DEPTHS = [3_840, 16_000, 64_000] as const;
/** Tokens for the template and for prompts that turn out longer than estimated. */
const SPARE = 128;
/** The prompts that load the model and that the time is estimated from, in characters: about 500 and 2,000 tokens. */
const FIRST_CHARS = [2_000, 8_000] as const;
/** Runs of each size; two where one takes longer than a minute, since a spread takes two. */
const RUNS = 3;
const FEW_RUNS = 2;
const LONG_MS = 60_000;
/** Up to this size a second turn is tried. Without a prompt cache it costs as much as a first one. */
const MOST_AGAIN = 16_000;
/** A count further below the aimed size shows that the server cut the prompt. */
const WHOLE = 0.9;
/** Time for one inference, in ms, unless --deep-timeout says another: the first may load the model. */
const LEAST_TIMEOUT_MS = 300_000;
const PATIENCE = 4;
/** A timer may be this much early or late. */
const TIMER_MS = 50;
/** An estimate from 2,000 tokens may be off by this much: prefill slows down with the prompt, or was slow to start. */
const OFF = { low: 0.7, high: 2 } as const;

/** What the short first measurement shows. */
export interface FirstLook {
  /** Tokens a second. */
  read: number;
  write: number;
  charsPerToken: number;
}

export interface SpeedTools extends MeasureTools {
  /** Of one inference, in ms; undefined: by the estimate. */
  limitMs?: number | undefined;
  /** Ms until the end of the whole run; null: no limit. */
  leftMs(): number | null;
}

/** Loads the model and measures with two small prompts. `failed` says why that was not possible. Never throws. */
export async function firstLook(tools: SpeedTools): Promise<FirstLook | NoRun> {
  let look: FirstLook | NoRun = { failed: "nothing was sent" };
  for (const [index, chars] of FIRST_CHARS.entries()) {
    tools.progress?.(`a short first measurement, ${index + 1} of ${FIRST_CHARS.length}`);
    const prompt = coldPrompt(chars);
    const seen = await send(tools, prompt, tools.limitMs ?? LEAST_TIMEOUT_MS);
    if (seen.error !== null) return { failed: seen.error };
    look = lookOf(seen, prompt);
    if ("failed" in look && (seen.usage?.prompt ?? null) === null) return look;
  }
  return look;
}

/** Roughly: for the estimate, a buffered or short answer will do. */
function lookOf(seen: AnswerProbe, { chars }: SpeedPrompt): FirstLook | NoRun {
  const run = judgeRun(seen, chars);
  if ("failed" in run) return run;
  const { promptTokens, prefill, decode } = run;
  const whole = (1_000 * promptTokens) / Math.max(1, seen.totalMs);
  return {
    read: prefill.server ?? prefill.stream ?? whole,
    write: decode.server ?? decode.stream ?? (1_000 * ANSWER_TOKENS) / Math.max(1, seen.totalMs),
    charsPerToken: chars / promptTokens,
  };
}

/** Ms that one run with a prompt of `depth` tokens takes, and all runs of it with the second turn. */
function timeFor(depth: number, { read, write }: FirstLook): { one: number; all: number } {
  const one = 1_000 * (depth / read + ANSWER_TOKENS / write);
  return { one, all: one * (runsFor(one) + (depth <= MOST_AGAIN ? 1 : 0)) };
}

function runsFor(oneMs: number): number {
  return oneMs > LONG_MS ? FEW_RUNS : RUNS;
}

/** How long the sizes that fit will take, in ms. */
export function estimate(look: FirstLook, context: number | null): { low: number; high: number } {
  const fitting = DEPTHS.filter((depth) => whyNoRoom(depth, context) === null);
  const ms = fitting.reduce((sum, depth) => sum + timeFor(depth, look).all, 0);
  return { low: ms * OFF.low, high: ms * OFF.high };
}

/** Why a prompt of this size and its answer do not fit; null: they do, or the context is unknown. */
function whyNoRoom(depth: number, context: number | null): string | null {
  const need = depth + ANSWER_TOKENS + SPARE;
  return context !== null && need > context
    ? `the context has ${tokens(context)} tokens, and ${tokens(need)} are needed`
    : null;
}

/**
 * Measures one size with cold prompts. The first failure ends it: a figure is made of whole runs only. Never throws; after
 * an interruption the result means nothing.
 */
export async function measureDepth(
  tools: SpeedTools,
  depth: number,
  { look, context }: { look: FirstLook; context: number | null },
): Promise<DepthSpeed | DepthSkipped> {
  const room = whyNoRoom(depth, context);
  if (room !== null) return { depth, why: room, because: "room" };
  const { one, all } = timeFor(depth, look);
  const left = tools.leftMs();
  if (left !== null && all * OFF.low > left)
    return {
      depth,
      why: `it takes about ${duration(all)}, and --max-time leaves ${duration(left)}`,
      because: "time",
    };
  const timeoutMs = tools.limitMs ?? Math.max(LEAST_TIMEOUT_MS, one * PATIENCE);
  const runs: RunFigures[] = [];
  let last: { prompt: SpeedPrompt; seen: AnswerProbe } | null = null;
  for (let n = 1; n <= runsFor(one); n += 1) {
    tools.progress?.(`${tokens(depth)} tokens of prompt, run ${n} of ${runsFor(one)}`);
    const prompt = coldPrompt(Math.floor(depth * look.charsPerToken));
    const seen = await send(tools, prompt, timeoutMs);
    if (seen.errorKind === "timeout" && isOver(tools))
      return { depth, why: "--max-time was up", because: "time" };
    const run = runOf(seen, prompt, depth);
    if ("because" in run) return run;
    runs.push(run);
    last = { prompt, seen };
  }
  const again = last === null || depth > MOST_AGAIN ? null : await secondTurn(tools, last, timeoutMs);
  return summarize(depth, runs, again);
}

function isOver(tools: SpeedTools): boolean {
  return (tools.leftMs() ?? Number.POSITIVE_INFINITY) <= TIMER_MS;
}

function runOf(seen: AnswerProbe, prompt: SpeedPrompt, depth: number): RunFigures | DepthSkipped {
  if (seen.errorKind === "context-overflow")
    return { depth, why: `the server refuses it: ${seen.error ?? ""}`, because: "room" };
  if (seen.error !== null) return { depth, why: seen.error, because: "failed" };
  const run = judgeRun(seen, prompt.chars);
  if ("failed" in run) return { depth, why: run.failed, because: "failed" };
  if (run.promptTokens < depth * WHOLE) {
    const why = `the server took in only ${tokens(run.promptTokens)} of about ${tokens(depth)} tokens`;
    return { depth, why, because: "room" };
  }
  return run;
}

/** The second turn of a conversation; null where its time could not be told. */
async function secondTurn(
  tools: SpeedTools,
  first: { prompt: SpeedPrompt; seen: AnswerProbe },
  timeoutMs: number,
): Promise<DepthSpeed["again"]> {
  tools.progress?.("the second turn of a conversation");
  const seen = await send(tools, secondPrompt(first.prompt, first.seen), timeoutMs);
  if (seen.error !== null || seen.firstTokenMs == null || (seen.pieces ?? 0) < 2) return null;
  const { prompt = null, cached = null } = seen.usage ?? {};
  const isCredible = cached !== null && prompt !== null && cached >= 0 && cached <= prompt;
  return { seconds: seen.firstTokenMs / 1_000, cachedTokens: isCredible ? cached : null };
}

function send(tools: SpeedTools, { turn }: SpeedPrompt, timeoutMs: number): Promise<AnswerProbe> {
  const left = tools.leftMs();
  return sendInference({ ...tools, timeoutMs: Math.min(timeoutMs, left ?? timeoutMs) }, turn);
}

function summarize(depth: number, runs: readonly RunFigures[], again: DepthSpeed["again"]): DepthSpeed {
  const counts = runs.map(({ promptTokens }) => promptTokens).sort((a, b) => a - b);
  const prefill = spreadOf(runs.map((run) => run.prefill));
  const decode = spreadOf(runs.map((run) => run.decode));
  const why = prefill !== null && decode !== null ? null : (runs[0]?.why ?? null);
  return { depth, promptTokens: middle(counts), prefill, decode, why, again };
}

/** Null unless every run has the figure from one and the same clock. The server's own does not hold what is in between. */
function spreadOf(paces: readonly Pace[]): SpeedSpread | null {
  for (const source of ["server", "stream"] as const) {
    const sorted = paces.flatMap((pace) => pace[source] ?? []).sort((a, b) => a - b);
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (low === undefined || high === undefined || sorted.length < paces.length) continue;
    return { median: known(middle(sorted)), low: known(low), high: known(high), runs: sorted.length, source };
  }
  return null;
}

/** Of an even number the lower one of the middle. */
function middle(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** Four digits: the fifth is not the same twice. */
function known(value: number): number {
  return Number(value.toPrecision(4));
}
