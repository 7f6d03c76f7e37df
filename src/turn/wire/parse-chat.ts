import {
  asArray,
  asNumber,
  asString,
  getIn,
  getKey,
  isObject,
  type Json,
  parseJson,
} from "../../core/json.ts";
import { addFault, appendText, type Collected, emptyCollected } from "./collected.ts";
import { errorText, hasError } from "./error-text.ts";
import type { SseEvent } from "./sse.ts";

/** Calls beyond this are not kept: nobody asked for so many. */
const MAX_CALLS = 32;

/** Gathers a streamed chat completion; also takes one that came whole. */
export class ChatCollector {
  readonly result: Collected = emptyCollected();

  event({ event, data }: SseEvent): void {
    if (data.trim() === "[DONE]") {
      this.result.ended = true;
      return;
    }
    const json = parseJson(data);
    if (event === "error" || hasError(json)) {
      addFault(this.result, "error-event");
      this.result.error ??= errorText(data);
      return;
    }
    if (!isObject(json)) {
      addFault(this.result, "not-json");
      return;
    }
    this.#chunk(json);
  }

  /** A body that is one JSON document: a server that ignores `stream: true`. */
  whole(body: Json): void {
    if (hasError(body)) this.result.error ??= errorText(JSON.stringify(body));
    this.#chunk(body);
    this.result.ended = true;
  }

  #chunk(json: Json): void {
    const choice = getIn(json, ["choices", 0]);
    const delta = getKey(choice, "delta") ?? getKey(choice, "message");
    this.result.text = appendText(this.result.text, contentText(getKey(delta, "content")));
    const reasoning = getKey(delta, "reasoning_content") ?? getKey(delta, "reasoning");
    this.result.reasoning = appendText(this.result.reasoning, reasoning);
    asArray(getKey(delta, "tool_calls")).forEach((call, position) => {
      this.#toolCall(call, position);
    });
    this.result.finishReason = asString(getKey(choice, "finish_reason")) ?? this.result.finishReason;
    this.#usage(json);
  }

  #toolCall(call: Json, position: number): void {
    const index = asNumber(getKey(call, "index")) ?? position;
    if (!Number.isInteger(index) || index < 0 || index >= MAX_CALLS) return;
    while (this.result.toolCalls.length <= index) this.result.toolCalls.push({ name: "", argumentsJson: "" });
    const entry = this.result.toolCalls[index];
    if (!entry) return;
    entry.name = asString(getIn(call, ["function", "name"])) ?? entry.name;
    const args = getIn(call, ["function", "arguments"]);
    entry.argumentsJson = appendText(entry.argumentsJson, isObject(args) ? JSON.stringify(args) : args);
  }

  /** llama.cpp tells counts in `timings` when no usage was asked for; OpenClaw reads them too. */
  #usage(json: Json): void {
    const usage = getKey(json, "usage");
    const timings = getKey(json, "timings");
    const prompt = asNumber(getKey(usage, "prompt_tokens"));
    const completion = asNumber(getKey(usage, "completion_tokens"));
    if (prompt !== undefined || completion !== undefined) {
      const details = getKey(usage, "prompt_tokens_details");
      this.result.usage = {
        prompt: prompt ?? null,
        completion: completion ?? null,
        cached: asNumber(getKey(details, "cached_tokens")) ?? asNumber(getKey(timings, "cache_n")) ?? null,
      };
    } else if (isObject(timings) && this.result.usage === null) {
      const cached = asNumber(getKey(timings, "cache_n"));
      const read = asNumber(getKey(timings, "prompt_n"));
      this.result.usage = {
        prompt: read === undefined ? null : read + (cached ?? 0),
        completion: asNumber(getKey(timings, "predicted_n")) ?? null,
        cached: cached ?? null,
      };
    }
  }
}

/** Content is a string, null, or (rarely) parts with text. */
function contentText(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return asArray(content)
    .map((part) => asString(getKey(part, "text")) ?? "")
    .join("");
}
