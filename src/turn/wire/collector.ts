import { asNumber, asString, getKey, isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { AnswerProbe, CallFault, ServerTimings } from "../types.ts";
import { type SseEvent, SseParser } from "./sse.ts";

/** What was gathered of one answer. */
export interface Collected
  extends Pick<
    AnswerProbe,
    "text" | "reasoning" | "toolCalls" | "finishReason" | "usage" | "timings" | "error" | "streamFaults"
  > {
  callFault: CallFault | null;
  /** True when the protocol's own end was seen ([DONE], response.completed, done:true). */
  ended: boolean;
}

/** Characters of text, reasoning and arguments that are kept. A runaway answer proves its point long before. */
export const MAX_TEXT_CHARS = 16_384;
/** Calls beyond this are not kept. */
export const MAX_CALLS = 32;

export function emptyCollected(): Collected {
  return {
    text: "",
    reasoning: "",
    toolCalls: [],
    callFault: null,
    finishReason: null,
    usage: null,
    error: null,
    streamFaults: [],
    ended: false,
  };
}

/** Appends up to the cap. */
export function appendText(text: string, more: unknown): string {
  return typeof more === "string" ? (text + more).slice(0, MAX_TEXT_CHARS) : text;
}

/** Notes a fault once. */
export function addFault(collected: Collected, fault: string): void {
  if (!collected.streamFaults.includes(fault)) collected.streamFaults.push(fault);
}

/** Reads an answer in one wire form, streamed or whole. */
export abstract class Collector {
  readonly result: Collected = emptyCollected();

  /** Takes a piece of a stream; true when it held at least one whole event. */
  abstract push(piece: string): boolean;
  /** The stream is over. */
  abstract end(): void;
  /** Takes a body that is one JSON document: the server was not asked to stream, or ignores that. */
  abstract whole(body: JsonObject): void;

  protected fail(message: string): void {
    addFault(this.result, "error-event");
    this.result.error ??= message;
  }

  /** An event that must be an object; null, with a fault, when it is something else. */
  protected objectOf(json: Json | undefined): JsonObject | null {
    if (isObject(json)) return json;
    addFault(this.result, "not-json");
    return null;
  }

  protected addText(text: unknown, reasoning: unknown): void {
    this.result.text = appendText(this.result.text, text);
    this.result.reasoning = appendText(this.result.reasoning, reasoning);
  }

  protected addCall(call: { name: Json | undefined; args: Json | undefined; id: Json | undefined }): void {
    if (this.result.toolCalls.length >= MAX_CALLS) return;
    const { args } = call;
    const argumentsJson = appendText("", isObject(args) ? JSON.stringify(args) : args);
    this.result.toolCalls.push({
      name: asString(call.name) ?? "",
      argumentsJson,
      id: asString(call.id) ?? "",
    });
  }

  /** Nothing is noted where the server counted neither. */
  protected setUsage(
    prompt: number | undefined,
    completion: number | undefined,
    cached?: number | null,
  ): void {
    if (prompt === undefined && completion === undefined) return;
    this.result.usage = { prompt: prompt ?? null, completion: completion ?? null, cached };
  }
}

/** The object `timings` of llama.cpp and mlx-vlm; undefined while it is not whole. */
export function timingsIn(timings: Json | undefined): ServerTimings | undefined {
  const [readTokens, readMs, wroteTokens, wroteMs] = [
    "prompt_n",
    "prompt_ms",
    "predicted_n",
    "predicted_ms",
  ].map((key) => asNumber(getKey(timings, key)));
  if (readTokens === undefined || readMs === undefined) return undefined;
  return wroteTokens === undefined || wroteMs === undefined
    ? undefined
    : { readTokens, readMs, wroteTokens, wroteMs };
}

/** For the wire forms that stream server-sent events. */
export abstract class SseCollector extends Collector {
  readonly #parser = new SseParser();

  push(piece: string): boolean {
    const events = this.#parser.push(piece);
    for (const event of events) this.event(event);
    return events.length > 0;
  }

  end(): void {
    for (const event of this.#parser.end()) this.event(event);
  }

  protected abstract event(event: SseEvent): void;
}
