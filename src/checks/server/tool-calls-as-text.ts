import { fixOf } from "../../core/finding.ts";
import { called, calledNothing } from "../../turn/probes/outcome.ts";
import { callInText } from "../../turn/text-calls.ts";
import { useCompletions } from "../support/api.ts";
import { aboutProbe, isProvedCure } from "../support/deep.ts";
import { TOOLS } from "../support/helps-parsing.ts";
import { aboutModel, biteOf, evidence, perModel } from "../support/outcome.ts";
import { ProductName, type Remedy, toolsRemedy } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const toolCallsAsText = defineCheck({
  id: "tool-calls-as-text",
  title: "Tool calls come back as text",
  severity: "error",
  doc: {
    what: "The model is asked for a tool call and writes one, but it arrives as text in content instead of in tool_calls.",
    why: "Nothing is executed. The user sees raw <tool_call> markup, or the model makes up the tool's output. The server's tool parser is off or is meant for another model family. OpenClaw executes a few forms (such as a bare <function=read>) where nothing else is in the answer.",
    seen: 'content: "<tool_call>{\\"name\\": \\"read\\", …}</tool_call>"',
    helps: {
      byServer: TOOLS,
      also: {
        "OpenClaw config":
          '`models.providers.<id>.api: "openai-completions"`, where the parser works on that route only',
      },
    },
  },
  server: {
    stage: "tools",
    after: [
      "vllm-no-auto-tool-choice",
      "llamacpp-tool-schema-400",
      "tools-error",
      "model-lacks-tools",
      "small-model-overwhelmed",
      "vllm-responses-bypasses-parser",
      "thinking-default-on",
      "harmony-tags-leak",
    ],
    run: perModel((subject) => byInference(subject) ?? byServer(subject)),
  },
});

function byInference(subject: Subject): CheckFinding | null {
  const { ref, deep } = subject.model;
  const seen = [deep?.tools, deep?.probes["two-calls"]].find(
    (one) => one?.errorKind === null && one.toolCalls.length === 0,
  );
  if (!seen) return null;
  const text = callInText(seen.text) ? seen.text : seen.reasoning;
  const call = callInText(text);
  if (call === null) return null;
  const what = seen === deep?.tools ? "its tool call" : "two tool calls of one answer";
  const whole = deep?.probes["unstreamed-tools"];
  const form = call.form === null ? "" : ` (${call.form})`;
  if (called(whole) && isProvedCure(subject.model, "tools")) {
    return aboutProbe(subject, seen, {
      message: `${ref} writes its tool call as text${form} when it streams, as OpenClaw always does; without streaming it is a proper call`,
      evidence: { text: text.slice(0, 120), streamed: "text", unstreamed: "call" },
      fixHint: `update the server: its parser fails on streams; ${toolsRemedy(subject, text).fixHint}`,
    });
  }
  return aboutProbe(subject, seen, {
    severity: call.executed ? "warning" : biteOf(subject),
    message: call.executed
      ? `${ref} writes ${what} as text${form}, which OpenClaw executes only where nothing else is in the answer`
      : `${ref} writes ${what} as text${form}, so nothing would be executed`,
    evidence: evidence({
      text: text.slice(0, 120),
      form: call.form,
      streamed: "text",
      unstreamed: calledNothing(whole) ? "no call" : null,
    }),
    ...remedy(subject, text),
  });
}

/** Switches to chat completions if tools work there, else refers to the server's tool parser. */
function remedy(subject: Subject, text: string): Remedy {
  const other = subject.model.deep?.probes["other-route"];
  const works = other?.route === "chat" && called(other) && isProvedCure(subject.model, "tools");
  if (!works) return toolsRemedy(subject, text);
  return {
    fixHint: 'set api to "openai-completions", where the tool call works',
    fix: fixOf({
      edits: useCompletions(subject),
      safe: "no tool call works over this API, and the same request brought one over chat completions",
    }),
  };
}

/** Some servers (SGLang) report that no parser is set, so no inference is needed, unless one has shown a call. */
function byServer(subject: Subject): CheckFinding | null {
  const { state, baseUrl } = subject.facts;
  const { ref, used, deep } = subject.model;
  const worked = (deep?.tools?.toolCalls.length ?? 0) > 0;
  if (worked || !used || !state.traits.includes("no-tool-parser")) return null;
  return aboutModel(subject, null, {
    message: `${ProductName(state)} at ${baseUrl} runs without a tool parser, so tool calls of ${ref} come back as text`,
    evidence: evidence({ kind: state.kind }),
    ...toolsRemedy(subject),
  });
}
