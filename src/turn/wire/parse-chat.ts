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
import { appendText, MAX_CALLS, SseCollector } from "./collector.ts";
import { errorText, hasError } from "./error-text.ts";
import type { SseEvent } from "./sse.ts";

/** Gathers a chat completion. */
export class ChatCollector extends SseCollector {
  protected event({ event, data }: SseEvent): void {
    if (data.trim() === "[DONE]") {
      this.result.ended = true;
      return;
    }
    const json = parseJson(data);
    if (event === "error" || hasError(json)) this.fail(errorText(data));
    else if (this.objectOf(json) !== null) this.#chunk(json);
  }

  whole(body: Json): void {
    if (hasError(body)) this.result.error ??= errorText(JSON.stringify(body));
    this.#chunk(body);
    this.result.ended = true;
  }

  #chunk(json: Json | undefined): void {
    const choice = getIn(json, ["choices", 0]);
    const delta = getKey(choice, "delta") ?? getKey(choice, "message");
    const reasoning = getKey(delta, "reasoning_content") ?? getKey(delta, "reasoning");
    this.addText(contentText(getKey(delta, "content")), reasoning);
    asArray(getKey(delta, "tool_calls")).forEach((call, position) => {
      this.#toolCall(call, position);
    });
    this.result.finishReason = asString(getKey(choice, "finish_reason")) ?? this.result.finishReason;
    this.#usage(getKey(json, "usage"), getKey(json, "timings"));
  }

  /** A call comes in pieces, which its index holds together. */
  #toolCall(call: Json, position: number): void {
    const index = asNumber(getKey(call, "index")) ?? position;
    if (!Number.isInteger(index) || index < 0 || index >= MAX_CALLS) return;
    while (this.result.toolCalls.length <= index) this.addCall("", "");
    const entry = this.result.toolCalls[index];
    if (!entry) return;
    entry.name = asString(getIn(call, ["function", "name"])) ?? entry.name;
    const args = getIn(call, ["function", "arguments"]);
    entry.argumentsJson = appendText(entry.argumentsJson, isObject(args) ? JSON.stringify(args) : args);
  }

  /** llama.cpp puts its counts into `timings` when no usage was asked for; OpenClaw reads them too. */
  #usage(usage: Json | undefined, timings: Json | undefined): void {
    const cached = asNumber(getKey(timings, "cache_n"));
    const prompt = asNumber(getKey(usage, "prompt_tokens"));
    const completion = asNumber(getKey(usage, "completion_tokens"));
    if (prompt !== undefined || completion !== undefined) {
      const told = asNumber(getIn(usage, ["prompt_tokens_details", "cached_tokens"]));
      this.setUsage(prompt, completion, told ?? cached ?? null);
    } else if (isObject(timings) && this.result.usage === null) {
      const read = asNumber(getKey(timings, "prompt_n"));
      const whole = read === undefined ? undefined : read + (cached ?? 0);
      this.setUsage(whole, asNumber(getKey(timings, "predicted_n")), cached ?? null);
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
