import { asArray, asNumber, asString, getIn, getKey, type JsonObject, parseJson } from "../../core/json.ts";
import { Collector } from "./collector.ts";

const NS_PER_MS = 1e6;

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
    const [readTokens, wroteTokens] = [getKey(json, "prompt_eval_count"), getKey(json, "eval_count")].map(
      asNumber,
    );
    this.setUsage(readTokens, wroteTokens);
    const [readNs, wroteNs] = [getKey(json, "prompt_eval_duration"), getKey(json, "eval_duration")].map(
      asNumber,
    );
    if (
      readTokens === undefined ||
      wroteTokens === undefined ||
      readNs === undefined ||
      wroteNs === undefined
    )
      return;
    this.result.timings = {
      readTokens,
      readMs: readNs / NS_PER_MS,
      wroteTokens,
      wroteMs: wroteNs / NS_PER_MS,
    };
  }
}
