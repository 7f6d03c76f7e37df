import { asArray, asString, getKey, isObject, parseJson } from "../../core/json.ts";
import { AGENT_TOOLS } from "../../turn/tools.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { TOOLS } from "../support/helps-parsing.ts";
import { toolsRemedy } from "../support/product.ts";
import { defineCheck, type Subject } from "../types.ts";

export const toolArgumentsInvalid = defineCheck({
  id: "tool-arguments-invalid",
  title: "Tool calls are malformed",
  severity: "error",
  doc: {
    what: "The tool call has no name or that of a tool that was not offered, its arguments are not a JSON object with the required fields, or they arrive in a form that OpenClaw cannot read (an object instead of a JSON text, pieces without an index).",
    why: "OpenClaw cannot execute such a call; the model gets an error back and often repeats it until the turn ends.",
    seen: 'arguments: "{\\"path\\": AGENTS.md"',
    helps: { byServer: TOOLS },
  },
  turn: {
    stage: "tools",
    after: ["vllm-no-auto-tool-choice", "llamacpp-tool-schema-400", "tools-error", "model-lacks-tools"],
    run: perProbe("tools", (subject, tools) => {
      const { ref, deep } = subject.model;
      const two = deep?.probes["two-calls"];
      const found = (seen: AnswerProbe | undefined, when: string) => {
        const fault = seen && (faultOfStream(seen) ?? firstFault(seen));
        return seen && fault ? { seen, fault, when } : null;
      };
      const worst = found(tools, "") ?? found(two, ", asked for two at once");
      if (worst === null) return null;
      const { seen, fault, when } = worst;
      return aboutProbe(subject, seen, {
        message: `${ref} makes a tool call that cannot be executed${when}: ${fault}`,
        evidence: { arguments: (seen.toolCalls[0]?.argumentsJson ?? "").slice(0, 120) },
        ...(seen.callFault != null
          ? { fixHint: STREAM_HINT }
          : isTakenFromTag(subject, seen)
            ? { fixHint: TAG_HINT }
            : toolsRemedy(subject)),
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

/** OpenClaw 2026.9.6 finds a tool whatever the case of its name, and behind a prefix or before a number. */
function isOffered(name: string): boolean {
  if (AGENT_TOOLS.some((tool) => tool.name === name)) return true;
  const parts = name
    .toLowerCase()
    .replace(/["'<].*|[:._/-]*\d+$/g, "")
    .split(/[./]/);
  const last = (parts.at(-1) ?? "").trim().replace(/^(?:functions?|tools?)[_-]?(?=.)/, "");
  return last === "bash" || AGENT_TOOLS.some((tool) => tool.name === last);
}

function requiredOf(name: string): string[] {
  const tool = AGENT_TOOLS.find((one) => one.name === name);
  return asArray(getKey(tool?.parameters, "required")).flatMap((key) => asString(key) ?? []);
}

/** Ollama takes the first tool whose name is in the text of a call, and <tool_call> has the name of a tool of OpenClaw. */
function isTakenFromTag({ facts }: Subject, { toolCalls }: AnswerProbe): boolean {
  const [call] = toolCalls;
  const args = parseJson(call?.argumentsJson ?? "");
  return facts.state.kind === "ollama" && call?.name === "tool_call" && getKey(args, "name") === undefined;
}

const TAG_HINT =
  "give the model a parser: the line PARSER qwen3 in a Modelfile that begins FROM this model, then `ollama create`; by the template alone Ollama takes the tag <tool_call> for OpenClaw's tool of that name";

function firstFault(seen: AnswerProbe): string | null {
  // other checks report these
  if (seen.callFault != null) return null;
  for (const call of seen.toolCalls) {
    if (call.name.trim() === "") return "it names no tool";
    if (!isOffered(call.name))
      return `it names “${call.name.slice(0, 40)}”, which is no tool that it was given`;
    const args = parseJson(call.argumentsJson);
    if (!isObject(args)) return "its arguments are not a JSON object";
    const missing = requiredOf(call.name).find((key) => getKey(args, key) === undefined);
    if (missing !== undefined) return `${call.name} lacks its required argument ${missing}`;
    if (call.name === "read" && asString(getKey(args, "path")) === undefined)
      return "the argument path of read is no text";
  }
  return null;
}
