import { trimSlashes } from "../../core/address.ts";
import { isObject, type JsonObject, parseJson } from "../../core/json.ts";
import { neutralize, redactSecrets } from "../../core/text.ts";
import type { Http, HttpFailure, HttpOutcome } from "../../ports/index.ts";
import type { AnswerProbe, ErrorKind, InferenceTarget } from "../types.ts";
import { classifyError, contextInError } from "./classify-error.ts";
import { addFault, type Collected, emptyCollected, MAX_TEXT_CHARS } from "./collected.ts";
import { errorText } from "./error-text.ts";
import { ChatCollector } from "./parse-chat.ts";
import { OllamaCollector } from "./parse-ollama.ts";
import { ResponsesCollector } from "./parse-responses.ts";
import { SseParser } from "./sse.ts";

/** Where an inference goes and with which key. */
export type SendTarget = Pick<InferenceTarget, "baseUrl" | "route" | "apiKey">;

export interface SendOptions {
  /** Limit of the whole inference in ms; a cold model loads and reads its prompt within it. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

const MAX_BODY_BYTES = 4 << 20;
const MAX_ERROR_CHARS = 400;

/**
 * Sends one inference and reads what comes back, streamed or whole. Never throws: every failure is in the result. Texts
 * in it are capped, without control characters and without the key.
 */
export async function sendInference(
  http: Http,
  target: SendTarget,
  request: { body: JsonObject; maxTokens: number },
  options: SendOptions,
): Promise<AnswerProbe> {
  const body = JSON.stringify(request.body);
  const reader = readerOf(target.route);
  let firstEventMs: number | null = null;
  let firstTokenMs: number | null = null;
  const outcome = await http.stream(
    {
      method: "POST",
      url: urlOf(target),
      headers: headersOf(target),
      body,
      timeoutMs: options.timeoutMs,
      maxBytes: MAX_BODY_BYTES,
      signal: options.signal,
    },
    (chunk) => {
      if (reader.push(chunk.text)) firstEventMs ??= chunk.ms;
      if (hasContent(reader.result)) firstTokenMs ??= chunk.ms;
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
    firstTokenMs,
    streamFaults: collected.streamFaults,
  };
}

function urlOf(target: SendTarget): string {
  const base = trimSlashes(target.baseUrl);
  if (target.route === "ollama") return `${base.replace(/\/v1$/, "")}/api/chat`;
  return target.route === "responses" ? `${base}/responses` : `${base}/chat/completions`;
}

/** The key is a header only when there is one; the agent name is neutral, since some servers answer by it. */
function headersOf(target: SendTarget): Record<string, string> {
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

function readerOf(route: InferenceTarget["route"]): Reader {
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
  if (!outcome.ok && hasContent(result)) {
    addFault(result, "cut");
  } else if (outcome.ok && result.error === null && result.finishReason === null && !result.ended) {
    // nothing closed the answer: no finish reason, no end mark
    addFault(result, "cut");
  } else if (outcome.ok && !result.ended) addFault(result, "done-missing");
  return result;
}

function hasContent({ text, reasoning, toolCalls }: Collected): boolean {
  return text !== "" || reasoning !== "" || toolCalls.length > 0;
}

function failureOf(
  outcome: HttpOutcome,
  collected: Collected,
  apiKey: string | null,
): Pick<AnswerProbe, "error" | "errorKind" | "errorContext"> {
  if (!outcome.ok) {
    const begun = collected.streamFaults.includes("cut");
    const kind = kindOf(outcome.failure, begun);
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

function kindOf(failure: HttpFailure, begun: boolean): ErrorKind {
  if (failure === "aborted" || failure === "timeout") return failure;
  return begun || failure === "reset" || failure === "malformed" ? "cut" : "other";
}

function clean(text: string, apiKey: string | null): string {
  return neutralize(redactSecrets(text, apiKey === null ? [] : [apiKey]), MAX_TEXT_CHARS);
}

function cleanError(message: string, apiKey: string | null): string {
  return neutralize(redactSecrets(message, apiKey === null ? [] : [apiKey]), MAX_ERROR_CHARS);
}
