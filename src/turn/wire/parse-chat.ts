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
import type { CallFault, ReceivedCall } from "../types.ts";
import { visibleText } from "../visible.ts";
import { appendText, MAX_CALLS, SseCollector, timingsIn } from "./collector.ts";
import { errorText, hasError } from "./error-text.ts";
import type { SseEvent } from "./sse.ts";

/** The finish reasons that OpenClaw knows; it takes others for an error. */
const FINISHES = new Set(["stop", "end", "length", "function_call", "tool_calls", "tool_call"]);
const REASONING_FIELDS = ["reasoning_content", "reasoning", "reasoning_text"];

/** Gathers a chat completion, with the rules of OpenClaw 2026.9.6 (processCompletionsStream). */
export class ChatCollector extends SseCollector {
  readonly #byIndex = new Map<number, ReceivedCall>();
  readonly #byId = new Map<string, ReceivedCall>();
  /** Of the old field function_call, which counts only with its own finish reason. */
  #legacy: ReceivedCall | null = null;
  #fault: CallFault | null = null;
  /** A second call came under the index of a first. */
  #collided = false;

  protected event({ event, data }: SseEvent): void {
    if (data.trim() === "[DONE]") {
      this.result.ended = true;
      return;
    }
    const json = parseJson(data);
    if (event === "error" || hasError(json)) this.fail(errorText(data));
    else if (this.objectOf(json) !== null) this.#chunk(json);
  }

  override end(): void {
    super.end();
    this.#finish();
  }

  whole(body: Json): void {
    if (hasError(body)) this.result.error ??= errorText(JSON.stringify(body));
    this.#chunk(body);
    this.result.ended = true;
    this.#finish();
  }

  #chunk(json: Json | undefined): void {
    const choice = getIn(json, ["choices", 0]);
    const delta = getKey(choice, "delta") ?? getKey(choice, "message");
    const content = contentOf(getKey(delta, "content"));
    const fields = REASONING_FIELDS.map((field) => asString(getKey(delta, field)));
    const reasoning = fields.find((text) => text !== undefined && text !== "") ?? detailsOf(delta);
    this.addText(content.text || getKey(delta, "refusal"), reasoning || content.thinking);
    for (const call of asArray(getKey(delta, "tool_calls"))) this.#toolCall(call);
    this.#functionCall(getKey(delta, "function_call"));
    this.result.finishReason = asString(getKey(choice, "finish_reason")) || this.result.finishReason;
    this.#usage(getKey(json, "usage") ?? getKey(choice, "usage"), getKey(json, "timings"));
  }

  /** Its index, else its id, tells to which call a piece belongs; a piece with neither is a call of its own. */
  #toolCall(piece: Json): void {
    const index = asNumber(getKey(piece, "index"));
    const id = asString(getKey(piece, "id")) ?? "";
    const name = asString(getIn(piece, ["function", "name"])) ?? "";
    const args = getIn(piece, ["function", "arguments"]);
    const known =
      (index === undefined ? undefined : this.#byIndex.get(index)) ??
      (id === "" ? undefined : this.#byId.get(id));
    const call = known ?? { name: "", argumentsJson: "", id: "" };
    if (known === undefined) {
      if (this.result.toolCalls.length >= MAX_CALLS) return;
      this.result.toolCalls.push(call);
      if (name === "" && this.result.toolCalls.length > 1) this.#fault ??= "split";
    } else if (startsAnew(call, { id, name })) this.#collided = true;
    if (index !== undefined && !this.#byIndex.has(index)) this.#byIndex.set(index, call);
    if (id !== "") {
      this.#byId.set(id, call);
      call.id = id;
    }
    if (name !== "") call.name = name;
    if (isObject(args)) this.#fault ??= "object";
    call.argumentsJson = appendText(call.argumentsJson, isObject(args) ? JSON.stringify(args) : args);
  }

  #functionCall(piece: Json | undefined): void {
    if (!isObject(piece)) return;
    this.#legacy ??= { name: "", argumentsJson: "", id: "" };
    this.#legacy.name ||= asString(getKey(piece, "name")) ?? "";
    this.#legacy.argumentsJson = appendText(this.#legacy.argumentsJson, getKey(piece, "arguments"));
  }

  #finish(): void {
    const { result } = this;
    const { finishReason, toolCalls } = result;
    if (toolCalls.length === 0 && this.#legacy !== null && finishReason === "function_call")
      toolCalls.push(this.#legacy);
    if (finishReason !== null && !FINISHES.has(finishReason) && result.error === null)
      this.fail(`finish_reason “${finishReason}”, which OpenClaw takes for an error`);
    if (toolCalls.length > 0) result.callFault = this.#callFault();
  }

  /** What keeps OpenClaw from executing the calls (finalizeOpenAICompletionsToolCalls). */
  #callFault(): CallFault | null {
    const { finishReason, toolCalls, text } = this.result;
    if (this.#fault === "object") return "object";
    if (finishReason === "length") return "cut-off";
    const isStop = finishReason === null || finishReason === "stop" || finishReason === "end";
    if (isStop && visibleText(text).trim() !== "") return "dropped";
    const broken = toolCalls.some((call) => !isObject(parseJson(call.argumentsJson)));
    if (this.#collided && broken) return "shared-index";
    return this.#fault;
  }

  /** llama.cpp puts its counts into `timings` when no usage was asked for; OpenClaw reads them too. */
  #usage(usage: Json | undefined, timings: Json | undefined): void {
    this.result.timings = timingsIn(timings) ?? this.result.timings;
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

/** True for the first piece of another call: servers repeat the id and the name of the same one. */
function startsAnew(call: ReceivedCall, { id, name }: { id: string; name: string }): boolean {
  const otherId = id !== "" && call.id !== "" && id !== call.id;
  return name !== "" && (otherId || isObject(parseJson(call.argumentsJson)));
}

/** Content is a string, null, or (rarely) parts with text or thoughts. */
function contentOf(content: Json | undefined): { text: string; thinking: string } {
  if (typeof content === "string") return { text: content, thinking: "" };
  const found = { text: "", thinking: "" };
  for (const part of asArray(content)) {
    const type = asString(getKey(part, "type"))?.toLowerCase() ?? "";
    if (/thinking|reasoning/.test(type)) found.thinking += textIn(part);
    else if (type === "text" || type.endsWith("output_text") || type === "refusal")
      found.text += textIn(part);
  }
  return found;
}

function textIn(part: Json | undefined): string {
  if (typeof part === "string") return part;
  if (Array.isArray(part)) return part.map(textIn).join("");
  if (!isObject(part)) return "";
  return textIn(
    getKey(part, "text") ?? getKey(part, "content") ?? getKey(part, "thinking") ?? getKey(part, "refusal"),
  );
}

function detailsOf(delta: Json | undefined): string {
  return asArray(getKey(delta, "reasoning_details"))
    .filter((detail) => getKey(detail, "type") === "reasoning.text")
    .map((detail) => asString(getKey(detail, "text")) ?? "")
    .join("");
}
