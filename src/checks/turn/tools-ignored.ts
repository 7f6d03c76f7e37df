import { called, ranOut } from "../../turn/probes/outcome.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { TOOLS } from "../support/helps-parsing.ts";
import { toolsRemedy } from "../support/product.ts";
import { defineCheck } from "../types.ts";

export const toolsIgnored = defineCheck({
  id: "tools-ignored",
  title: "The model makes no tool call",
  severity: "warning",
  doc: {
    what: "The model is told to call a tool and write nothing else, but it answers with text and calls none.",
    why: "The model is too weak for tools, or the server or its template drops them. One trial is not proof, so this is a warning.",
    seen: 'content: "I cannot read files."',
    helps: { byServer: TOOLS, also: { command: "`openclaw-local recommend`, for a larger model" } },
  },
  turn: {
    stage: "tools",
    after: [
      "vllm-no-auto-tool-choice",
      "tools-error",
      "model-lacks-tools",
      "tool-calls-as-text",
      "harmony-tags-leak",
      "tool-calls-dropped",
      "small-model-overwhelmed",
      "vllm-responses-bypasses-parser",
      "thinking-default-on",
      "tool-choice-required-only",
    ],
    run: perProbe("tools", (subject, seen) => {
      const { ref, deep } = subject.model;
      // the same request produced a call the second time
      const wasChance = called(deep?.probes["tools-again"]);
      if (ranOut(seen)) {
        // empty-content-reasoning reports it
        if (ranOut(deep?.answer) && deep?.answer?.text === "") return null;
        return aboutProbe(subject, seen, {
          severity: "info",
          status: "unverified",
          message: `Whether ${ref} calls tools is unknown: its answer ended at the limit of ${seen.maxTokens} tokens before a call`,
          evidence: { text: seen.text.slice(0, 120), reasoningChars: seen.reasoning.length },
          fixHint: "raise maxTokens of this model, or set the agent's thinkingDefault to off",
        });
      }
      if (seen.errorKind !== null || seen.toolCalls.length > 0 || wasChance) return null;
      return aboutProbe(subject, seen, {
        severity: "warning",
        message: `${ref} was told to call a tool and called none`,
        evidence: { text: seen.text.slice(0, 120), finishReason: seen.finishReason },
        fixHint: `try again, then use a larger model or quantization; ${toolsRemedy(subject).fixHint}`,
      });
    }),
  },
});
