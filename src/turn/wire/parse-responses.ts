import { asArray, asNumber, asString, getIn, getKey, type Json, parseJson } from "../../core/json.ts";
import { addFault, SseCollector } from "./collector.ts";
import { errorText, hasError } from "./error-text.ts";
import type { SseEvent } from "./sse.ts";

/** Gathers a Responses answer. */
export class ResponsesCollector extends SseCollector {
  /** Items that were opened without an index and not closed yet: two at once is what OpenClaw refuses. */
  readonly #open = new Set<string>();

  protected event({ event, data }: SseEvent): void {
    if (data.trim() === "[DONE]") return;
    const json = this.objectOf(parseJson(data));
    if (json === null) return;
    const type = asString(getKey(json, "type")) ?? event;
    if (type === "error" || type === "response.failed" || hasError(json)) this.fail(errorText(data));
    else this.#typed(type, json);
  }

  whole(body: Json): void {
    if (hasError(body)) this.result.error ??= errorText(JSON.stringify(body));
    for (const item of asArray(getKey(body, "output"))) this.#finishedItem(item);
    this.#finish(body);
  }

  #typed(type: string, json: Json): void {
    const delta = getKey(json, "delta");
    if (type === "response.output_text.delta") this.addText(delta, null);
    else if (/^response\.reasoning_(?:summary_)?text\.delta$/.test(type)) this.addText(null, delta);
    else if (type === "response.output_item.added") this.#added(json);
    else if (type === "response.output_item.done") this.#done(getKey(json, "item"));
    else if (type === "response.completed" || type === "response.incomplete")
      this.#finish(getKey(json, "response"));
  }

  #added(json: Json): void {
    if (asNumber(getKey(json, "output_index")) !== undefined) return;
    addFault(this.result, "no-item-index");
    this.#open.add(asString(getIn(json, ["item", "id"])) ?? `item ${this.#open.size}`);
    if (this.#open.size > 1) addFault(this.result, "overlapping-items");
  }

  #done(item: Json | undefined): void {
    const id = asString(getKey(item, "id"));
    if (id !== undefined) this.#open.delete(id);
    if (getKey(item, "type") === "function_call") this.#call(item);
  }

  #finishedItem(item: Json): void {
    const type = getKey(item, "type");
    if (type === "function_call") this.#call(item);
    const parts = asArray(getKey(item, "content")).map((part) => asString(getKey(part, "text")) ?? "");
    const text = parts.join("");
    this.addText(type === "message" ? text : null, type === "reasoning" ? text : null);
  }

  #call(item: Json | undefined): void {
    this.addCall(getKey(item, "name"), asString(getKey(item, "arguments")));
  }

  #finish(response: Json | undefined): void {
    this.result.ended = true;
    const cut = asString(getIn(response, ["incomplete_details", "reason"]));
    this.result.finishReason = cut === undefined ? "stop" : cut === "max_output_tokens" ? "length" : cut;
    const usage = getKey(response, "usage");
    this.setUsage(
      asNumber(getKey(usage, "input_tokens")),
      asNumber(getKey(usage, "output_tokens")),
      asNumber(getIn(usage, ["input_tokens_details", "cached_tokens"])) ?? null,
    );
  }
}
