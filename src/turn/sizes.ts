import type { ProbeRun } from "./probes/types.ts";
import { AGENT_TOOLS } from "./tools.ts";
import type { AnswerProbe } from "./types.ts";
import { requestChars, type TurnRequest } from "./wire/requests.ts";

/** About 1,000 tokens: enough to count the characters per token, and quick even at 50 tokens a second. */
export const SMALL_CHARS = 4_000;
/** Nearly the prompt of a first agent turn (13,157 tokens in OpenClaw 2026.9.6, tools included). */
const LONG_TOKENS = 12_000;
/** The long prompt may take this part of the time that one inference has. */
const PREFILL_SHARE = 1 / 3;
/** Where nothing was counted; English text in most tokenizers. */
const USUAL_CHARS_PER_TOKEN = 4;
/** A reasoning model may think for a while before it says "pong". */
const ANSWER_TOKENS = 2_048;
/** What OpenClaw allows an answer where the config does not say. */
const USUAL_MAX_TOKENS = 8_192;
/** Tokens that a template may add. */
const SPARE_TOKENS = 256;
/** For answers that need not be complete. Some parsers fail on one that is cut inside a thought, so not too few. */
export const SHORT_ANSWER = 256;
const TOOL_CHARS = JSON.stringify(AGENT_TOOLS).length;

/** Tokens of the prompt of an inference: as counted, else estimated. */
function promptTokens(seen: AnswerProbe): number {
  return seen.usage?.prompt ?? seen.promptEstimate;
}

/** Ms until the prompt was read: the first token, or the end when no token came. */
export function readMs(seen: AnswerProbe): number {
  return seen.firstTokenMs ?? seen.firstEventMs ?? seen.totalMs;
}

/**
 * Tokens of prompt that the server reads per second, by the short prompts. It takes the better of two, since the first may
 * have waited for the model to be loaded. Null before any answer.
 */
export function readSpeed({ seen }: Pick<ProbeRun, "seen">): number | null {
  const speeds = [seen.small, seen.measure].flatMap((one) =>
    one && one.errorKind === null ? promptTokens(one) / (Math.max(readMs(one), 1) / 1000) : [],
  );
  return speeds.length === 0 ? null : Math.max(...speeds);
}

/** Tokens that the server can read in the time for the long prompt. */
function affordableTokens(run: ProbeRun): number {
  const speed = readSpeed(run);
  return speed === null ? LONG_TOKENS : (speed * run.timeoutMs * PREFILL_SHARE) / 1000;
}

/** True when 12,000 tokens would take longer than that. */
export function isSlow(run: ProbeRun): boolean {
  return affordableTokens(run) < LONG_TOKENS;
}

/** Characters per token, as the server counted the short prompt. Null: not counted, or not credible. */
function countedCharsPerToken(run: ProbeRun): number | null {
  const counted = run.seen.small?.usage?.prompt;
  if (counted == null || counted < 1) return null;
  const chars = requestChars(smallRequest(run, "small")) / counted;
  return chars >= 1 && chars <= 8 ? chars : null;
}

/** Characters of the long system prompt: 12,000 tokens, half of the context, or what the time allows. */
function longChars(run: ProbeRun, withTools: boolean): number {
  const { allocated } = run.target;
  const room = allocated === null ? LONG_TOKENS : allocated / 2;
  const chars =
    Math.min(LONG_TOKENS, room, affordableTokens(run)) * (countedCharsPerToken(run) ?? USUAL_CHARS_PER_TOKEN);
  // the tools count toward half of the context, too
  return Math.max(Math.floor(chars - (withTools ? TOOL_CHARS : 0)), SMALL_CHARS / 2);
}

/** Limit of an answer in tokens: never more than the config allows, or a quarter of the context. */
export function answerTokens(run: ProbeRun, wish = ANSWER_TOKENS): number {
  const { allocated, maxTokens } = run.target;
  const most = Math.min(wish, maxTokens ?? wish);
  return allocated === null ? most : Math.min(most, Math.ceil(allocated / 4));
}

/** Limit of an answer as OpenClaw sets it: that of the config, as far as the context has room for it. */
export function fullTokens({ target }: ProbeRun, first: AnswerProbe): number {
  const { allocated, maxTokens } = target;
  const wish = maxTokens ?? USUAL_MAX_TOKENS;
  return allocated === null
    ? wish
    : Math.max(0, Math.min(wish, allocated - promptTokens(first) - SPARE_TOKENS));
}

/** The short prompt. `name` makes its salt differ from those of others. */
export function smallRequest(run: ProbeRun, name: string): TurnRequest {
  const { allocated, shape } = run.target;
  // one character for each token of the context is a quarter of it at four characters a token
  const promptChars = allocated === null ? SMALL_CHARS : Math.min(SMALL_CHARS, allocated);
  const salt = `${run.salt} ${name}`;
  return { promptChars, withTools: false, maxTokens: answerTokens(run, SHORT_ANSWER), salt, shape };
}

/** The long prompt, with or without tools: the same text where there is room. */
export function longRequest(run: ProbeRun, withTools: boolean): TurnRequest {
  const { shape } = run.target;
  const promptChars = longChars(run, withTools);
  return { promptChars, withTools, maxTokens: answerTokens(run), salt: `${run.salt} long`, shape };
}

/** The short prompt with the twelve tools. */
export function shortToolsRequest(run: ProbeRun): TurnRequest {
  return { ...smallRequest(run, "tools"), withTools: true, maxTokens: answerTokens(run) };
}

/** Tokens that the server should count for the long prompt, by its count for the short one. Null: not counted. */
export function expectedPrompt(run: ProbeRun): number | null {
  const perToken = countedCharsPerToken(run);
  if (perToken === null || !run.seen.answer) return null;
  return Math.round(requestChars(longRequest(run, false)) / perToken);
}

/** Seconds that the server needs to read a first agent turn, by the long prompt. Null: unknown. */
export function turnSeconds(run: ProbeRun): number | null {
  const seen = run.seen.answer;
  if (!seen || seen.errorKind !== null || seen.firstTokenMs == null) return null;
  const tokens = promptTokens(seen);
  return tokens < 1 ? null : (readMs(seen) / 1000) * (run.target.turnTokens / tokens);
}
