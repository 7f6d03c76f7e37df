import { asArray, asNumber, asString, getIn, getKey, type JsonObject, parseJson } from "../../core/json.ts";
import { Collector } from "./collector.ts";

/** Gathers Ollama's native answer: one JSON document on each line. */
export class OllamaCollector extends Collector {
  #rest = "";

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

  /** The document is a line as in a stream; it was taken already where a line end stood behind it. */
  whole(_body: JsonObject): void {
    this.end();
  }

  #line(line: string): void {
    const json = line.trim() === "" ? null : this.objectOf(parseJson(line));
    if (json === null) return;
    const error = asString(getKey(json, "error"));
    if (error !== undefined) {
      this.fail(error);
      return;
    }
    const message = getKey(json, "message");
    this.addText(getKey(message, "content"), getKey(message, "thinking") ?? getKey(message, "reasoning"));
    for (const call of asArray(getKey(message, "tool_calls"))) {
      const name = getIn(call, ["function", "name"]);
      this.addCall({ name, args: getIn(call, ["function", "arguments"]), id: getKey(call, "id") });
    }
    if (getKey(json, "done") !== true) return;
    this.result.ended = true;
    this.result.finishReason = asString(getKey(json, "done_reason")) ?? "stop";
    if (this.result.finishReason === "length" && this.result.toolCalls.length > 0)
      this.result.callFault = "cut-off";
    this.setUsage(asNumber(getKey(json, "prompt_eval_count")), asNumber(getKey(json, "eval_count")));
  }
}
