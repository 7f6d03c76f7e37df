import { called } from "../../turn/probes/outcome.ts";
import { aboutProbe, isProvedCure, perProbe } from "../support/deep.ts";
import { UPDATE } from "../support/helps.ts";
import { defineCheck } from "../types.ts";

export const toolCallsDropped = defineCheck({
  id: "tool-calls-dropped",
  title: "Tool calls are lost in the stream",
  severity: "error",
  doc: {
    what: 'The model makes a proper call, but the stream loses it: text and a call end with the finish reason "stop", or the call is there only without streaming.',
    why: 'OpenClaw always streams. With text and the finish reason "stop" it drops the calls of an answer, so nothing is executed and the turn ends with the text.',
    seen: 'content: "Let me read it." · tool_calls: [ … ] · finish_reason: "stop"',
    helps: { byServer: UPDATE },
  },
  turn: {
    stage: "tools",
    after: [
      "vllm-no-auto-tool-choice",
      "model-lacks-tools",
      "tools-error",
      "tool-calls-as-text",
      "harmony-tags-leak",
      "thinking-default-on",
      "vllm-responses-bypasses-parser",
    ],
    run: perProbe("tools", (subject, seen) => {
      const { ref, deep } = subject.model;
      const dropped = [seen, deep?.probes["two-calls"]].find((one) => one?.callFault === "dropped");
      if (dropped !== undefined) {
        return aboutProbe(subject, dropped, {
          message: `${ref} calls a tool next to text, but the answer ends with “${dropped.finishReason ?? "nothing"}”, so OpenClaw drops the call`,
          evidence: { text: dropped.text.slice(0, 120), finishReason: dropped.finishReason },
          fixHint: `update the server or the proxy in front of it: an answer with calls must end with finish_reason "tool_calls"`,
        });
      }
      const lost = seen.errorKind === null && seen.toolCalls.length === 0;
      if (!lost || !called(deep?.probes["unstreamed-tools"]) || !isProvedCure(subject.model, "tools"))
        return null;
      return aboutProbe(subject, seen, {
        message: `The stream of ${ref} loses its tool call: without streaming it is there, and OpenClaw always streams`,
        evidence: { text: seen.text.slice(0, 120), streamed: "no call", unstreamed: "call" },
        fixHint: "update the server or the proxy in front of it: its parser fails on streams",
      });
    }),
  },
});
