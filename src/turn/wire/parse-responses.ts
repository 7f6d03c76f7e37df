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
import type { CallFault } from "../types.ts";
import { addFault, appendText, MAX_CALLS, SseCollector, timingsIn } from "./collector.ts";
import { errorText, hasError } from "./error-text.ts";
import type { SseEvent } from "./sse.ts";

/** An output item: what its deltas brought, and what stands in it when it is done. */
interface Item {
  type: string;
  index: number | undefined;
  id: string | undefined;
  text: string;
  name: string;
  argumentsJson: string;
  callId: string;
  done: boolean;
}

/** Gathers a Responses answer, with the rules of OpenClaw 2026.9.6: a finished item counts more than its deltas. */
export class ResponsesCollector extends SseCollector {
  readonly #items: Item[] = [];
  #fault: CallFault | null = null;

  protected event({ event, data }: SseEvent): void {
    if (data.trim() === "[DONE]") return;
    const json = this.objectOf(parseJson(data));
    if (json === null) return;
    const type = asString(getKey(json, "type")) ?? event;
    if (type === "error" || type === "response.failed" || hasError(json)) this.fail(errorText(data));
    else {
      this.#typed(type, json);
      this.#settle();
    }
  }

  whole(body: Json): void {
    if (hasError(body)) this.result.error ??= errorText(JSON.stringify(body));
    this.#finish(body);
    this.#settle();
  }

  #typed(type: string, json: Json): void {
    const delta = asString(getKey(json, "delta")) ?? "";
    if (type === "response.output_text.delta" || type === "response.refusal.delta")
      this.#grow(json, "message", delta);
    else if (/^response\.reasoning_(?:summary_)?text\.delta$/.test(type))
      this.#grow(json, "reasoning", delta);
    else if (type === "response.function_call_arguments.delta") this.#grow(json, "function_call", delta);
    else if (type === "response.output_item.added") this.#added(json);
    else if (type === "response.output_item.done") this.#done(json, getKey(json, "item"));
    else if (type === "response.completed" || type === "response.incomplete") {
      this.result.timings = timingsIn(getKey(json, "timings"));
      this.#finish(getKey(json, "response"));
    }
  }

  #added(json: Json): void {
    const item = this.#itemOf(json, getKey(json, "item"));
    const open = this.#items.filter((other) => !other.done);
    if (item.index === undefined) {
      addFault(this.result, "no-item-index");
      if (open.some((other) => other.index === undefined)) addFault(this.result, "overlapping-items");
    } else if (open.some((other) => other.index === item.index)) this.#fault ??= "shared-index";
    this.#items.push(item);
  }

  #itemOf(json: Json, item: Json | undefined): Item {
    return {
      type: asString(getKey(item, "type")) ?? "",
      index: asNumber(getKey(json, "output_index")),
      id: asString(getKey(item, "id")),
      text: textOf(item) ?? "",
      name: asString(getKey(item, "name")) ?? "",
      argumentsJson: appendText("", getKey(item, "arguments")),
      callId: asString(getKey(item, "call_id")) ?? "",
      done: false,
    };
  }

  /** The open item that an event is about: by its index, else the last of its type. */
  #open(json: Json, type: string): Item | undefined {
    const index = asNumber(getKey(json, "output_index"));
    const open = this.#items.filter((item) => !item.done && item.type === type);
    return index === undefined ? open.at(-1) : open.find((item) => item.index === index);
  }

  #grow(json: Json, type: string, delta: string): void {
    const item = this.#open(json, type);
    if (!item) return;
    if (type === "function_call") item.argumentsJson = appendText(item.argumentsJson, delta);
    else item.text = appendText(item.text, delta);
  }

  #done(json: Json, item: Json | undefined): void {
    const final = this.#itemOf(json, item);
    const known = this.#open(json, final.type);
    if (known === undefined) {
      if (this.#items.length < MAX_CALLS) this.#items.push({ ...final, done: true });
    } else {
      known.done = true;
      known.text = textOf(item) ?? known.text;
      known.name ||= final.name;
      known.argumentsJson = final.argumentsJson || known.argumentsJson;
      known.callId ||= final.callId;
    }
    if (isObject(getKey(item, "arguments"))) this.#fault ??= "object";
    const status = asString(getKey(item, "status"));
    if (final.type === "function_call" && status !== undefined && status !== "completed")
      this.#fault ??= "unfinished";
  }

  /** Brings the numbers, and the items that the stream left out. */
  #finish(response: Json | undefined): void {
    asArray(getKey(response, "output")).forEach((item, index) => {
      const id = asString(getKey(item, "id"));
      const type = getKey(item, "type");
      const isKnown = (other: Item) =>
        other.type === type && (other.index === index || (id !== undefined && other.id === id));
      if (!this.#items.some((other) => other.done && isKnown(other)))
        this.#done(this.#items.some(isKnown) ? { output_index: index } : {}, item);
    });
    if (this.#items.some((item) => item.type === "function_call" && !item.done)) this.#fault ??= "unfinished";
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

  #settle(): void {
    const { result } = this;
    const join = (type: string) =>
      appendText(
        "",
        this.#items
          .filter((item) => item.type === type)
          .map((item) => item.text)
          .join(""),
      );
    result.text = join("message");
    result.reasoning = join("reasoning");
    const calls = this.#items.filter((item) => item.type === "function_call" && (item.done || result.ended));
    result.toolCalls = calls.map(({ name, argumentsJson, callId }) => ({ name, argumentsJson, id: callId }));
    if (result.toolCalls.length > 0) result.callFault = this.#fault;
  }
}

/** The text of a message or a thought; null: the item has none of its own. */
function textOf(item: Json | undefined): string | null {
  const parts = [...asArray(getKey(item, "summary")), ...asArray(getKey(item, "content"))];
  if (parts.length === 0 && !isObject(getKey(item, "content"))) return null;
  return parts
    .map((part) => asString(getKey(part, "text")) ?? asString(getKey(part, "refusal")) ?? "")
    .join("");
}
