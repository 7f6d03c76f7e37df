import { called, calledNothing } from "../deep/probes/outcome.ts";
import { tokens } from "./support/context.ts";
import { aboutProbe, forProbes } from "./support/deep.ts";
import type { AnswerProbe, Check, ModelFacts } from "./types.ts";

/** Tools work in a short prompt and get lost in a long one. */
export const smallModelOverwhelmed: Check = {
  id: "small-model-overwhelmed",
  title: "The model loses its tools in a real prompt",
  severity: "warning",
  stage: "tools",
  deep: true,
  after: ["vllm-no-auto-tool-choice", "model-lacks-tools", "llamacpp-tool-schema-400"],
  doc: {
    what: "The model calls a tool behind a short prompt and, twice in a row, none behind a prompt of an agent's length; or it calls one tool when that is the only one, and none among twelve.",
    why: "OpenClaw's prompt is 13,000 tokens with a dozen tools. Small and heavily quantized models then talk instead of acting, or make up what a tool would have said.",
    bad: '1,000 tokens: tool_calls: [ read ] · 12,000 tokens: "I have read the file."',
    good: 'A larger model or quantization, or less to carry: tools.profile "coding" or "minimal", skills: []',
  },
  run(facts, context) {
    return forProbes(facts, "tools", (model, seen) => {
      const what = lost(model, seen);
      if (what === null) return null;
      return aboutProbe(facts, model, context, seen, {
        severity: "warning",
        message: `${model.ref} ${what}`,
        evidence: { text: seen.text.slice(0, 120), promptTokens: seen.usage?.prompt ?? seen.promptEstimate },
        fixHint: 'take a larger model or quantization, or give it less: tools.profile "coding" or "minimal"',
      });
    });
  },
};

function lost(model: ModelFacts, seen: AnswerProbe): string | null {
  const probes = model.deep?.probes ?? {};
  const short = probes["short-tools"];
  if (!calledNothing(seen) || short === undefined) return null;
  if (called(short)) {
    if (!calledNothing(probes["tools-again"])) return null;
    const size = seen.usage?.prompt ?? seen.promptEstimate;
    return `calls a tool behind a short prompt, and twice none behind one of ${tokens(size)} tokens`;
  }
  const single = calledNothing(short) && called(probes["one-tool"]);
  return single ? "calls a tool when there is only one, and none among twelve" : null;
}
