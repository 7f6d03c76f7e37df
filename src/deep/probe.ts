import { isObject, type JsonObject, parseJson } from "../core/json.ts";
import { neutralize, redactSecrets } from "../core/text.ts";
import type { Http, HttpOutcome } from "../ports/index.ts";
import { classifyError, contextInError } from "./classify-error.ts";
import { addFault, type Collected, emptyCollected, MAX_TEXT_CHARS } from "./collected.ts";
import { errorText } from "./error-text.ts";
import { ChatCollector } from "./parse-chat.ts";
import { OllamaCollector } from "./parse-ollama.ts";
import { ResponsesCollector } from "./parse-responses.ts";
import { chatBody, ollamaBody, responsesBody, type TurnRequest } from "./requests.ts";
import { SseParser } from "./sse.ts";
import type { AnswerProbe, DeepFacts, DeepTarget } from "./types.ts";

export interface DeepOptions {
  /** Limit of one inference in ms; a cold model loads and reads its prompt within it. */
  timeoutMs: number;
  signal?: AbortSignal;
  progress?(text: string): void;
}

/** About a quarter of OpenClaw's smallest first turn: long enough to mean something, short enough to wait for. */
const PROMPT_CHARS = 12_000;
/** A reasoning model may think for a while before it says "pong". */
const ANSWER_TOKENS = 2_048;
const MAX_BODY_BYTES = 4 << 20;
const MAX_ERROR_CHARS = 400;

/**
 * Two inferences in the shape of an agent turn: a plain answer, then a tool call. The second is left out when the first
 * failed, because it would fail for the same cause, and when the model is known to take no tools.
 */
export async function deepProbe(http: Http, target: DeepTarget, options: DeepOptions): Promise<DeepFacts> {
  options.progress?.(`${target.model}: waiting for an answer`);
  const answer = await probeTurn(http, target, false, options);
  if (answer.errorKind !== null || !target.tools || options.signal?.aborted) return { answer, tools: null };
  options.progress?.(`${target.model}: waiting for a tool call`);
  return { answer, tools: await probeTurn(http, target, true, options) };
}

async function probeTurn(
  http: Http,
  target: DeepTarget,
  withTools: boolean,
  options: DeepOptions,
): Promise<AnswerProbe> {
  const request = turnRequest(target, withTools);
  const body = JSON.stringify(bodyOf(target, request));
  const reader = readerOf(target.route);
  let firstEventMs: number | null = null;
  const outcome = await http.stream(
    {
      method: "POST",
      url: urlOf(target),
      headers: headersOf(target),
      body,
      timeoutMs: options.timeoutMs,
      maxBytes: MAX_BODY_BYTES,
      ...(options.signal ? { signal: options.signal } : {}),
    },
    (chunk) => {
      if (reader.push(chunk.text)) firstEventMs ??= chunk.ms;
    },
  );
  const collected = settle(outcome, reader);
  return {
    route: target.route,
    status: outcome.ok ? outcome.status : null,
    ...failureOf(outcome, collected, target.apiKey),
    maxTokens: request.maxTokens,
    text: clean(collected.text, target.apiKey),
    reasoning: clean(collected.reasoning, target.apiKey),
    toolCalls: collected.toolCalls,
    finishReason: collected.finishReason,
    usage: collected.usage,
    promptEstimate: Math.ceil(body.length / 4),
    firstEventMs,
    totalMs: outcome.ms,
    streamFaults: collected.streamFaults,
  };
}

/** Keeps prompt and answer together below the server's context, so that the probe itself never overflows. */
function turnRequest(target: DeepTarget, withTools: boolean): TurnRequest {
  const { allocated } = target;
  // two characters for each token of the context is half of it at four characters a token
  const promptChars = allocated === null ? PROMPT_CHARS : Math.min(PROMPT_CHARS, allocated * 2 - 2_000);
  const maxTokens = allocated === null ? ANSWER_TOKENS : Math.min(ANSWER_TOKENS, Math.ceil(allocated / 4));
  return { model: target.model, promptChars, withTools, maxTokens };
}

function bodyOf(target: DeepTarget, request: TurnRequest): JsonObject {
  if (target.route === "responses") return responsesBody(request);
  return target.route === "ollama" ? ollamaBody(request, target.askContext) : chatBody(request);
}

function urlOf(target: DeepTarget): string {
  const base = target.baseUrl.replace(/\/+$/, "");
  if (target.route === "ollama") return `${base.replace(/\/v1$/, "")}/api/chat`;
  return target.route === "responses" ? `${base}/responses` : `${base}/chat/completions`;
}

/** The key is a header only when there is one; the agent name is neutral, since some servers answer by it. */
function headersOf(target: DeepTarget): Record<string, string> {
  return {
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
    "user-agent": "openclaw-local",
    ...(target.apiKey === null ? {} : { authorization: `Bearer ${target.apiKey}` }),
  };
}

/** One reader for each wire form. `push` is true once something of the answer has come. */
interface Reader {
  push(text: string): boolean;
  /** The body was one JSON document, not a stream. */
  whole(body: JsonObject): void;
  end(): void;
  result: Collected;
}

function readerOf(route: DeepTarget["route"]): Reader {
  if (route === "ollama") {
    const collector = new OllamaCollector();
    return {
      result: collector.result,
      push: (text) => collector.push(text),
      whole: () => undefined,
      end: () => collector.end(),
    };
  }
  const parser = new SseParser();
  const collector = route === "chat" ? new ChatCollector() : new ResponsesCollector();
  return {
    result: collector.result,
    push(text) {
      const events = parser.push(text);
      for (const event of events) collector.event(event);
      return events.length > 0;
    },
    whole: (body) => collector.whole(body),
    end() {
      for (const event of parser.end()) collector.event(event);
    },
  };
}

function settle(outcome: HttpOutcome, reader: Reader): Collected {
  // the body of a refusal is no stream, whatever its content type says
  if (outcome.ok && (outcome.status < 200 || outcome.status > 299)) return emptyCollected();
  const document = outcome.ok ? parseJson(outcome.body) : undefined;
  if (isObject(document)) reader.whole(document);
  else reader.end();
  const { result } = reader;
  if (!outcome.ok && (result.text !== "" || result.reasoning !== "" || result.toolCalls.length > 0)) {
    addFault(result, "cut");
  } else if (outcome.ok && result.error === null && result.finishReason === null && !result.ended) {
    // nothing closed the answer: no finish reason, no end mark
    addFault(result, "cut");
  } else if (outcome.ok && !result.ended) addFault(result, "done-missing");
  return result;
}

function failureOf(
  outcome: HttpOutcome,
  collected: Collected,
  apiKey: string | null,
): Pick<AnswerProbe, "error" | "errorKind" | "errorContext"> {
  if (!outcome.ok) {
    const begun = collected.streamFaults.includes("cut");
    const kind =
      outcome.failure === "timeout"
        ? "timeout"
        : begun || outcome.failure === "reset" || outcome.failure === "malformed"
          ? "cut"
          : "other";
    return { error: cleanError(outcome.message, apiKey), errorKind: kind, errorContext: null };
  }
  const refused = outcome.status < 200 || outcome.status > 299;
  const message = refused ? errorText(outcome.body) : collected.error;
  if (message === null) return { error: null, errorKind: null, errorContext: null };
  return {
    error: cleanError(message === "" ? `HTTP ${outcome.status} without a text` : message, apiKey),
    errorKind: classifyError(refused ? outcome.status : null, message, outcome.body),
    errorContext: contextInError(message, outcome.body),
  };
}

function clean(text: string, apiKey: string | null): string {
  return neutralize(redactSecrets(text, apiKey === null ? [] : [apiKey]), MAX_TEXT_CHARS);
}

function cleanError(message: string, apiKey: string | null): string {
  return neutralize(redactSecrets(message, apiKey === null ? [] : [apiKey]), MAX_ERROR_CHARS);
}
