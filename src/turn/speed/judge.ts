import { tokens } from "../../core/words.ts";
import type { AnswerProbe, ServerTimings } from "../types.ts";

/** Tokens a second, by the server's own times and by the clock here; null: not told, or not credible. */
export interface Pace {
  server: number | null;
  stream: number | null;
}

/** What one answered prompt shows; `why` says what is wrong where a pace has no figure. */
export interface RunFigures {
  promptTokens: number;
  prefill: Pace;
  decode: Pace;
  why: string;
}

/** What does not count as a measurement. */
export interface NoRun {
  failed: string;
}

/** Characters for each token of English text, in any tokenizer; a count outside of it is not of this prompt. */
const CHARS_PER_TOKEN = { low: 1, high: 12 } as const;
/** A token of an answer may be half a letter, but an answer whose tokens do not show has others that were hidden. */
const SHOWN_PER_TOKEN = 0.5;
/** More of the prompt than a template's own beginning was in a cache. */
const WARM_SHARE = 0.05;
/** Shorter answers and times in ms tell no speed. */
const LEAST_ANSWER = 16;
const LEAST_MS = 20;
/** Fewer pieces do not tell when the answer began and ended: something between holds it back. */
const LEAST_PIECES = 8;
/** A server's own times may be at most this far from the clock here: tokenizing, the network, a wait in its queue. */
const AGREES = { low: 0.5, least: 0.2, high: 1.05, slackMs: 20 } as const;
/**
 * More than any machine can do: about 10^15 operations a second (an H200 without sparsity) over 10^9 for each token of a
 * model of half a billion parameters, and the 4.8 TB/s of its memory over the 0.25 GB of that model in 4 bits.
 */
const MOST_PREFILL = 1_000_000;
const MOST_DECODE = 20_000;

/** Judges one answer to a cold prompt of `chars` characters. Pure. */
export function judgeRun(seen: AnswerProbe, chars: number): RunFigures | NoRun {
  const broken = seen.streamFaults.find((fault) => fault !== "done-missing" && fault !== "no-item-index");
  if (broken !== undefined) return { failed: `the answer is broken (${broken})` };
  const { prompt = null, completion = null, cached = null } = seen.usage ?? {};
  if (prompt === null) return { failed: "the server does not count the tokens of the prompt" };
  if (!isWhole(prompt) || chars / prompt < CHARS_PER_TOKEN.low || chars / prompt > CHARS_PER_TOKEN.high)
    return { failed: `the server counts ${String(prompt)} tokens in ${tokens(chars)} characters of prompt` };
  if ((cached ?? 0) > prompt * WARM_SHARE)
    return { failed: `${tokens(cached ?? 0)} tokens of a new prompt were in a cache` };
  const answer = answerOf(seen, completion);
  const inPieces = (seen.pieces ?? 0) >= LEAST_PIECES;
  const times = {
    first: inPieces ? (seen.firstTokenMs ?? null) : null,
    last: inPieces ? (seen.lastEventMs ?? null) : null,
  };
  const told = seen.timings !== undefined && agrees(seen.timings, seen, times.first) ? seen.timings : null;
  const decode = "failed" in answer ? NO_PACE : decodeOf(told, times, answer.count);
  return {
    promptTokens: prompt,
    prefill: prefillOf(told, times.first, prompt - (cached ?? 0)),
    decode,
    why:
      "failed" in answer
        ? answer.failed
        : inPieces
          ? "the times are not credible"
          : "the answer came in one piece",
  };
}

const NO_PACE: Pace = { server: null, stream: null };

function answerOf(seen: AnswerProbe, completion: number | null): { count: number } | NoRun {
  if (completion === null) return { failed: "the server does not count the tokens of the answer" };
  if (!isWhole(completion) || completion > seen.maxTokens)
    return { failed: `the server counts ${String(completion)} tokens where it may write ${seen.maxTokens}` };
  if (completion < LEAST_ANSWER) return { failed: `the answer has only ${completion} tokens` };
  const shown = seen.text.length + seen.reasoning.length;
  if (shown < completion * SHOWN_PER_TOKEN)
    return { failed: `${completion} tokens were counted, but only ${shown} characters came` };
  return { count: completion };
}

function isWhole(count: number): boolean {
  return Number.isSafeInteger(count) && count > 0;
}

/** True where the server's own times fit what was seen here. One that waited first, or makes figures up, does not. */
function agrees({ readMs, wroteMs }: ServerTimings, seen: AnswerProbe, firstMs: number | null): boolean {
  if (!(readMs > 0 && wroteMs > 0)) return false;
  if (firstMs === null) return near(readMs + wroteMs, seen.totalMs);
  return near(readMs, firstMs) && near(wroteMs, (seen.lastEventMs ?? seen.totalMs) - firstMs);
}

function near(told: number, measured: number): boolean {
  const { low, least, high, slackMs } = AGREES;
  const from = Math.max(measured * low - slackMs, measured * least);
  return told >= from && told <= measured * high + slackMs;
}

function prefillOf(told: ServerTimings | null, firstMs: number | null, read: number): Pace {
  // llama.cpp counts what it read, Ollama the whole prompt; another number is of another prompt
  const isOurs = told !== null && isWhole(told.readTokens) && Math.abs(told.readTokens / read - 1) <= 0.1;
  return {
    server: isOurs ? perSecond(told.readTokens, told.readMs, MOST_PREFILL) : null,
    stream: firstMs === null || firstMs < LEAST_MS ? null : perSecond(read, firstMs, MOST_PREFILL),
  };
}

function decodeOf(
  told: ServerTimings | null,
  { first, last }: { first: number | null; last: number | null },
  count: number,
): Pace {
  const isOurs = told !== null && told.wroteTokens === count;
  const ms = first === null || last === null ? 0 : last - first;
  return {
    server: isOurs ? perSecond(count, told.wroteMs, MOST_DECODE) : null,
    // the first token was there when the time began
    stream: ms < LEAST_MS ? null : perSecond(count - 1, ms, MOST_DECODE),
  };
}

function perSecond(count: number, ms: number, most: number): number | null {
  const figure = (count * 1_000) / ms;
  return figure > 0 && figure <= most ? figure : null;
}
