import { asArray, asNumber, asString, getIn, getKey, isObject, parseJson } from "../../core/json.ts";
import { addFault, appendText, type Collected, emptyCollected } from "./collected.ts";

/** Gathers Ollama's native stream: one JSON document on each line. */
export class OllamaCollector {
  readonly result: Collected = emptyCollected();
  #rest = "";

  /** True when the piece held at least one whole line. */
  push(piece: string): boolean {
    const lines = (this.#rest + piece).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line);
    return lines.length > 0;
  }

  end(): void {
    this.#line(this.#rest);
    this.#rest = "";
  }

  #line(line: string): void {
    if (line.trim() === "") return;
    const json = parseJson(line);
    if (!isObject(json)) {
      addFault(this.result, "not-json");
      return;
    }
    const error = asString(getKey(json, "error"));
    if (error !== undefined) {
      addFault(this.result, "error-event");
      this.result.error ??= error;
      return;
    }
    const message = getKey(json, "message");
    this.result.text = appendText(this.result.text, getKey(message, "content"));
    this.result.reasoning = appendText(this.result.reasoning, getKey(message, "thinking"));
    for (const call of asArray(getKey(message, "tool_calls")).slice(0, 32)) {
      const args = getIn(call, ["function", "arguments"]);
      this.result.toolCalls.push({
        name: asString(getIn(call, ["function", "name"])) ?? "",
        argumentsJson: appendText("", isObject(args) ? JSON.stringify(args) : args),
      });
    }
    if (getKey(json, "done") !== true) return;
    this.result.ended = true;
    this.result.finishReason = asString(getKey(json, "done_reason")) ?? "stop";
    const prompt = asNumber(getKey(json, "prompt_eval_count"));
    const completion = asNumber(getKey(json, "eval_count"));
    if (prompt !== undefined || completion !== undefined) {
      this.result.usage = { prompt: prompt ?? null, completion: completion ?? null };
    }
  }
}
