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

/** Gathers a streamed Responses answer; also takes one that came whole. */
export class ResponsesCollector {
  readonly result: Collected = emptyCollected();
  /** Items that were opened without an index and not closed yet: two at once is what OpenClaw refuses. */
  readonly #open = new Set<string>();

  event({ event, data }: SseEvent): void {
    if (data.trim() === "[DONE]") return;
    const json = parseJson(data);
    if (!isObject(json)) {
      addFault(this.result, "not-json");
      return;
    }
    const type = asString(getKey(json, "type")) ?? event;
    if (type === "error" || type === "response.failed" || hasError(json)) {
      addFault(this.result, "error-event");
      this.result.error ??= errorText(data);
      return;
    }
    this.#typed(type, json);
  }

  /** A body that is one JSON document: a server that ignores `stream: true`. */
  whole(body: Json): void {
    if (hasError(body)) this.result.error ??= errorText(JSON.stringify(body));
    for (const item of asArray(getKey(body, "output"))) this.#finishedItem(item);
    this.#finish(body);
  }

  #typed(type: string, json: Json): void {
    const delta = getKey(json, "delta");
    switch (type) {
      case "response.output_text.delta":
        this.result.text = appendText(this.result.text, delta);
        return;
      case "response.reasoning_text.delta":
      case "response.reasoning_summary_text.delta":
        this.result.reasoning = appendText(this.result.reasoning, delta);
        return;
      case "response.output_item.added":
        this.#added(json);
        return;
      case "response.output_item.done":
        this.#done(json);
        return;
      case "response.completed":
      case "response.incomplete":
        this.#finish(getKey(json, "response"));
        return;
      default:
        return;
    }
  }

  #added(json: Json): void {
    if (asNumber(getKey(json, "output_index")) !== undefined) return;
    addFault(this.result, "no-item-index");
    this.#open.add(asString(getIn(json, ["item", "id"])) ?? `item ${this.#open.size}`);
    if (this.#open.size > 1) addFault(this.result, "overlapping-items");
  }

  #done(json: Json): void {
    const item = getKey(json, "item");
    const id = asString(getKey(item, "id"));
    if (id !== undefined) this.#open.delete(id);
    if (getKey(item, "type") === "function_call") this.#toolCall(item);
  }

  #finishedItem(item: Json): void {
    const type = getKey(item, "type");
    if (type === "function_call") this.#toolCall(item);
    const text = asArray(getKey(item, "content")).map((part) => asString(getKey(part, "text")) ?? "");
    if (type === "message") this.result.text = appendText(this.result.text, text.join(""));
    if (type === "reasoning") this.result.reasoning = appendText(this.result.reasoning, text.join(""));
  }

  #toolCall(item: Json | undefined): void {
    if (this.result.toolCalls.length >= 32) return;
    this.result.toolCalls.push({
      name: asString(getKey(item, "name")) ?? "",
      argumentsJson: appendText("", getKey(item, "arguments")),
    });
  }

  #finish(response: Json | undefined): void {
    this.result.ended = true;
    const cut = asString(getIn(response, ["incomplete_details", "reason"]));
    this.result.finishReason = cut === undefined ? "stop" : cut === "max_output_tokens" ? "length" : cut;
    const prompt = asNumber(getIn(response, ["usage", "input_tokens"]));
    const completion = asNumber(getIn(response, ["usage", "output_tokens"]));
    if (prompt !== undefined || completion !== undefined) {
      const cached = asNumber(getIn(response, ["usage", "input_tokens_details", "cached_tokens"]));
      this.result.usage = {
        prompt: prompt ?? null,
        completion: completion ?? null,
        cached: cached ?? null,
      };
    }
  }
}
