import { trimSlashes } from "../../core/address.ts";
import { pauseMs, retryAfterMs } from "../../core/busy.ts";
import { isObject, parseJson } from "../../core/json.ts";
import { pause } from "../../core/pause.ts";
import { neutralize, redactSecrets } from "../../core/text.ts";
import { requestHeaders, secretsOf } from "../../openclaw/request-headers.ts";
import type { HttpFailure, HttpOutcome } from "../../ports/index.ts";
import { type Turn, turnBody } from "../turn.ts";
import type { AnswerProbe, ErrorKind, InferenceTarget, Route, SendTools } from "../types.ts";
import { classifyError, contextInError } from "./classify-error.ts";
import { addFault, type Collected, type Collector, emptyCollected, MAX_TEXT_CHARS } from "./collector.ts";
import { errorText } from "./error-text.ts";
import { ChatCollector } from "./parse-chat.ts";
import { OllamaCollector } from "./parse-ollama.ts";
import { ResponsesCollector } from "./parse-responses.ts";

const MAX_BODY_BYTES = 4 << 20;
const MAX_ERROR_CHARS = 400;

/** What an inference is sent again for: tries, the first pause in ms, and what the progress line says. */
interface Wait {
  tries: number;
  first: number;
  what: string;
}

/** Half a minute of pauses. */
const BUSY: Wait = { tries: 6, first: 1_000, what: "the server is busy" };
/** 502 and 503: the server behind a proxy may be about to start, or be down. */
const AWAY: Wait = { tries: 3, first: 1_000, what: "the server is away" };
/** Until the time limit, with equal pauses. */
const LOADING: Wait = { tries: Infinity, first: 2_000, what: "the server is loading its model" };

function waitFor({ errorKind, status }: AnswerProbe): Wait | null {
  if (errorKind === "busy") return BUSY;
  if (errorKind === "loading") return LOADING;
  return errorKind === "other" && (status === 502 || status === 503) ? AWAY : null;
}

/**
 * Sends one inference and reads what comes back, streamed or whole. A server that is busy or still loads its model is
 * waited for within the time limit. Never throws: every failure is in the result. Texts in it are capped, without
 * control characters and without the key.
 */
export async function sendInference(tools: SendTools, turn: Turn): Promise<AnswerProbe> {
  const started = performance.now();
  let before: AnswerProbe | null = null;
  for (let made = 1; ; made += 1) {
    const left = () => Math.ceil(tools.timeoutMs - (performance.now() - started));
    const { probe, named } = await sendOnce({ ...tools, timeoutMs: Math.max(1, left()) }, turn);
    const { errorKind } = probe;
    // too little time was left for the last try
    if (before !== null && errorKind === "timeout" && probe.status === null) return before;
    const reason = waitFor(probe);
    if (reason === null) return probe;
    const { tries, first, what } = reason;
    const ms = pauseMs({ made: tries === Infinity ? 1 : made, most: tries }, { named, first, left: left() });
    if (ms === null) return probe;
    before = probe;
    tools.waiting?.(what, ms);
    await pause(ms, tools.signal);
    tools.waiting?.(null, 0);
    if (tools.signal?.aborted) return probe;
  }
}

/** One request, with the time after which the server wants to be asked again. */
async function sendOnce(tools: SendTools, turn: Turn): Promise<{ probe: AnswerProbe; named: number | null }> {
  const { http, target, timeoutMs, signal } = tools;
  const { route, apiKey, settings } = target;
  const secrets = secretsOf(apiKey, settings);
  const body = JSON.stringify(turnBody(target, turn));
  const collector = collectorOf(route);
  let firstEventMs: number | null = null;
  let firstTokenMs: number | null = null;
  let lastEventMs: number | null = null;
  let pieces = 0;
  const outcome = await http.stream(
    {
      method: "POST",
      url: urlOf(target),
      headers: { ...PLAIN_HEADERS, ...requestHeaders(apiKey, settings) },
      tls: settings?.tls,
      ...{ body, timeoutMs, signal, maxBytes: MAX_BODY_BYTES },
    },
    (chunk) => {
      if (collector.push(chunk.text)) {
        firstEventMs ??= chunk.ms;
        lastEventMs = chunk.ms;
      }
      if (!hasContent(collector.result)) return;
      firstTokenMs ??= chunk.ms;
      pieces += 1;
    },
  );
  const collected = settle(outcome, collector);
  const { toolCalls, callFault, finishReason, usage, timings, streamFaults } = collected;
  const probe: AnswerProbe = {
    route,
    status: outcome.ok ? outcome.status : null,
    ...failureOf(outcome, collected, secrets),
    maxTokens: turn.maxTokens,
    text: cleanLines(collected.text, secrets),
    reasoning: cleanLines(collected.reasoning, secrets),
    ...{ toolCalls, callFault, finishReason, usage, timings, pieces, streamFaults },
    promptEstimate: Math.ceil(body.length / 4),
    ...{ firstEventMs, firstTokenMs, lastEventMs, totalMs: outcome.ms },
  };
  return { probe, named: outcome.ok ? retryAfterMs(outcome.headers["retry-after"], Date.now()) : null };
}

function urlOf({ baseUrl, route }: InferenceTarget): string {
  const base = trimSlashes(baseUrl);
  if (route === "ollama") return `${base.replace(/\/v1$/, "")}/api/chat`;
  return route === "responses" ? `${base}/responses` : `${base}/chat/completions`;
}

/** The agent name is neutral, since some servers answer by it. */
const PLAIN_HEADERS: Readonly<Record<string, string>> = {
  accept: "application/json, text/event-stream",
  "content-type": "application/json",
  "user-agent": "openclaw-local",
};

function collectorOf(route: Route): Collector {
  if (route === "ollama") return new OllamaCollector();
  return route === "chat" ? new ChatCollector() : new ResponsesCollector();
}

function isRefusal({ status }: HttpOutcome & { ok: true }): boolean {
  return status < 200 || status > 299;
}

function settle(outcome: HttpOutcome, collector: Collector): Collected {
  // the body of a refusal is no stream, whatever its content type says
  if (outcome.ok && isRefusal(outcome)) return emptyCollected();
  const document = outcome.ok ? parseJson(outcome.body) : undefined;
  if (isObject(document)) collector.whole(document);
  else collector.end();
  const { result } = collector;
  if (outcome.ok && isForeign(outcome.body, result)) {
    addFault(result, "no-completion");
    result.error = errorText(outcome.body);
  }
  // nothing closed the answer: no finish reason, no end mark
  const open = result.error === null && result.finishReason === null && !result.ended;
  if (outcome.ok ? open : hasContent(result)) addFault(result, "cut");
  else if (outcome.ok && !result.ended) addFault(result, "done-missing");
  return result;
}

/** True for a body that is nothing of the API: a page, a text, JSON without an answer. */
function isForeign(body: string, result: Collected): boolean {
  const said = hasContent(result) || result.error !== null || result.finishReason !== null;
  if (said || result.usage !== null || body.trim() === "") return false;
  return result.streamFaults.includes("not-json") || !/^(?:data|event|id|retry)?:/m.test(body);
}

function hasContent({ text, reasoning, toolCalls }: Collected): boolean {
  return text !== "" || reasoning !== "" || toolCalls.length > 0;
}

function failureOf(
  outcome: HttpOutcome,
  { error, streamFaults }: Collected,
  secrets: readonly string[],
): Pick<AnswerProbe, "error" | "errorKind" | "errorContext"> {
  if (!outcome.ok) {
    const errorKind = kindOf(outcome.failure, streamFaults.includes("cut"));
    return { error: clean(outcome.message, secrets, MAX_ERROR_CHARS), errorKind, errorContext: null };
  }
  const { status, body } = outcome;
  const message = isRefusal(outcome) ? errorText(body) : error;
  if (message === null) return { error: null, errorKind: null, errorContext: null };
  return {
    error: clean(message || `HTTP ${status} without a text`, secrets, MAX_ERROR_CHARS),
    errorKind: classifyError(
      isRefusal(outcome) ? status : null,
      message,
      body,
      "retry-after" in outcome.headers,
    ),
    errorContext: contextInError(message, body),
  };
}

function kindOf(failure: HttpFailure, begun: boolean): ErrorKind {
  if (failure === "aborted" || failure === "timeout") return failure;
  return begun || failure === "reset" || failure === "malformed" ? "cut" : "other";
}

/** Forms of tool calls depend on their lines. */
function cleanLines(text: string, secrets: readonly string[]): string {
  const lines = redactSecrets(text, secrets).split("\n");
  return lines
    .map((line) => neutralize(line, MAX_TEXT_CHARS))
    .join("\n")
    .trim();
}

function clean(text: string, secrets: readonly string[], maxChars: number): string {
  return neutralize(redactSecrets(text, secrets), maxChars);
}
