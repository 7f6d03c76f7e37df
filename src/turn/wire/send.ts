import { trimSlashes } from "../../core/address.ts";
import { isObject, parseJson } from "../../core/json.ts";
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

/**
 * Sends one inference and reads what comes back, streamed or whole. Never throws: every failure is in the result. Texts
 * in it are capped, without control characters and without the key.
 */
export async function sendInference(tools: SendTools, turn: Turn): Promise<AnswerProbe> {
  const { http, target, timeoutMs, signal } = tools;
  const { route, apiKey, settings } = target;
  const secrets = secretsOf(apiKey, settings);
  const body = JSON.stringify(turnBody(target, turn));
  const collector = collectorOf(route);
  let firstEventMs: number | null = null;
  let firstTokenMs: number | null = null;
  const outcome = await http.stream(
    {
      method: "POST",
      url: urlOf(target),
      headers: { ...PLAIN_HEADERS, ...requestHeaders(apiKey, settings) },
      tls: settings?.tls,
      ...{ body, timeoutMs, signal, maxBytes: MAX_BODY_BYTES },
    },
    (chunk) => {
      if (collector.push(chunk.text)) firstEventMs ??= chunk.ms;
      if (hasContent(collector.result)) firstTokenMs ??= chunk.ms;
    },
  );
  const collected = settle(outcome, collector);
  const { toolCalls, callFault, finishReason, usage, streamFaults } = collected;
  return {
    route,
    status: outcome.ok ? outcome.status : null,
    ...failureOf(outcome, collected, secrets),
    maxTokens: turn.maxTokens,
    text: clean(collected.text, secrets, MAX_TEXT_CHARS),
    reasoning: clean(collected.reasoning, secrets, MAX_TEXT_CHARS),
    ...{ toolCalls, callFault, finishReason, usage, streamFaults },
    promptEstimate: Math.ceil(body.length / 4),
    ...{ firstEventMs, firstTokenMs, totalMs: outcome.ms },
  };
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
  // nothing closed the answer: no finish reason, no end mark
  const open = result.error === null && result.finishReason === null && !result.ended;
  if (outcome.ok ? open : hasContent(result)) addFault(result, "cut");
  else if (outcome.ok && !result.ended) addFault(result, "done-missing");
  return result;
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

function clean(text: string, secrets: readonly string[], maxChars: number): string {
  return neutralize(redactSecrets(text, secrets), maxChars);
}
