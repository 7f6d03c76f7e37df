import { asString, getKey, isObject, parseJson } from "../../core/json.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { TOOLS } from "../support/helps-parsing.ts";
import { toolsRemedy } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const toolArgumentsInvalid = defineCheck({
  id: "tool-arguments-invalid",
  title: "Tool calls are malformed",
  severity: "error",
  doc: {
    what: "The tool call has no name, its arguments are not a JSON object with the required fields, or they arrive in a form that OpenClaw cannot read (an object instead of a JSON text, pieces without an index).",
    why: "OpenClaw cannot execute such a call; the model gets an error back and often repeats it until the turn ends.",
    seen: 'arguments: "{\\"path\\": AGENTS.md"',
    helps: { byServer: TOOLS },
  },
  turn: {
    stage: "tools",
    after: ["vllm-no-auto-tool-choice", "llamacpp-tool-schema-400", "tools-error", "model-lacks-tools"],
    run: perProbe("tools", (subject, seen) => {
      const { ref } = subject.model;
      const fault = faultOfStream(seen) ?? firstFault(seen);
      if (fault === null) return null;
      return aboutProbe(subject, seen, {
        message: `${ref} makes a tool call that cannot be executed: ${fault}`,
        evidence: { arguments: (seen.toolCalls[0]?.argumentsJson ?? "").slice(0, 120) },
        ...(seen.callFault == null ? toolsRemedy(subject) : { fixHint: STREAM_HINT }),
      });
    }),
  },
});

const STREAM_HINT =
  'update the server or the proxy in front of it; for Ollama behind a proxy: use its own API (api "ollama" and its own base URL)';

/** What the stream makes of a call that the model may have written properly. */
function faultOfStream({ callFault }: AnswerProbe): string | null {
  if (callFault === "object") return "its arguments come as an object, where OpenClaw needs a JSON text";
  if (callFault === "split")
    return "it comes in pieces without an index and an id, so that OpenClaw takes each for a call";
  return callFault === "unfinished" ? "the server never marks it as completed" : null;
}

function firstFault(seen: AnswerProbe): string | null {
  // other checks report these
  if (seen.callFault != null) return null;
  for (const call of seen.toolCalls) {
    if (call.name.trim() === "") return "it names no tool";
    const args = parseJson(call.argumentsJson);
    if (!isObject(args)) return "its arguments are not a JSON object";
    if (call.name === "read" && asString(getKey(args, "path")) === undefined)
      return "the required argument path is missing";
  }
  return null;
}
