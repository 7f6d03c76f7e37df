import { asString, getKey, isObject, parseJson } from "../../core/json.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { toolsRemedy } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const toolArgumentsInvalid = defineCheck({
  id: "tool-arguments-invalid",
  title: "Tool calls are malformed",
  severity: "error",
  doc: {
    what: "The tool call has no name, or its arguments are not a JSON object with the required fields.",
    why: "OpenClaw cannot execute such a call; the model gets an error back and often repeats it until the turn ends.",
    seen: 'arguments: "{\\"path\\": AGENTS.md"',
    helps: 'arguments: "{\\"path\\": \\"AGENTS.md\\"}"',
  },
  turn: {
    stage: "tools",
    after: ["vllm-no-auto-tool-choice", "llamacpp-tool-schema-400", "tools-error", "model-lacks-tools"],
    run: perProbe("tools", (subject, seen) => {
      const fault = firstFault(seen);
      if (fault === null) return null;
      return aboutProbe(subject, seen, {
        message: `${subject.model.ref} makes a tool call that cannot be executed: ${fault}`,
        evidence: { arguments: (seen.toolCalls[0]?.argumentsJson ?? "").slice(0, 120) },
        ...toolsRemedy(subject),
      });
    }),
  },
});

function firstFault(seen: AnswerProbe): string | null {
  for (const call of seen.toolCalls) {
    if (call.name === "") return "it names no tool";
    const args = parseJson(call.argumentsJson);
    if (!isObject(args)) return "its arguments are not a JSON object";
    if (call.name === "read" && asString(getKey(args, "path")) === undefined)
      return "the required argument path is missing";
  }
  return null;
}
