import { bitsOf, whySizeTooSmall } from "../../core/model-size.ts";
import { isMainModel, takesAllTools } from "../../openclaw/all-tools.ts";
import { called, calledNothing } from "../../turn/probes/outcome.ts";
import type { AnswerProbe, Check, CheckContext, EndpointFacts, ModelFacts } from "../server/types.ts";
import { tokens } from "../support/context.ts";
import { aboutProbe } from "../support/deep.ts";
import { aboutModel, evidence, forModels } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";

/**
 * The model is too small for a full turn: shown by its tool calls where they were asked for (--deep), else only likely
 * by what the server says of its size.
 */
export const smallModelOverwhelmed: Check = {
  id: "small-model-overwhelmed",
  title: "The model loses its tools in a real prompt, or is so small that it is likely to",
  severity: "warning",
  stage: "tools",
  deep: false,
  after: ["vllm-no-auto-tool-choice", "model-lacks-tools", "llamacpp-tool-schema-400"],
  doc: {
    what: "With --deep: the model calls a tool behind a short prompt and, twice in a row, none behind a prompt of an agent's length; or it calls one tool when that is the only one, and none among twelve. Without it, as an info: LM Studio or Ollama says that the default model has at most 4 billion parameters, or at most 14 billion at 3 bits or fewer, and it gets the full set of tools.",
    why: "OpenClaw's prompt is 13,000 tokens with a dozen tools. Small and heavily quantized models then talk instead of acting, repeat themselves, or make up what a tool would have said. --deep --exam measures how often.",
    bad: '1,000 tokens: tool_calls: [ read ] · 12,000 tokens: "I have read the file."',
    good: 'A larger model or quantization, or less to carry: tools.profile "coding" or "minimal", skills: []',
  },
  run(facts, context) {
    return forModels(facts, (model) => {
      const seen = model.deep?.tools ?? null;
      return seen === null ? bySize(facts, model, context) : byCalls(facts, model, context, seen);
    });
  },
};

function byCalls(facts: EndpointFacts, model: ModelFacts, context: CheckContext, seen: AnswerProbe) {
  const what = lost(model, seen);
  if (what === null) return null;
  return aboutProbe(facts, model, context, seen, {
    severity: "warning",
    message: `${model.ref} ${what}`,
    evidence: { text: seen.text.slice(0, 120), promptTokens: seen.usage?.prompt ?? seen.promptEstimate },
    fixHint: 'take a larger model or quantization, or give it less: tools.profile "coding" or "minimal"',
  });
}

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

function bySize(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const { row, served } = model;
  if (row === null || context.config === null || served === null || served.remote) return null;
  const billions = served.billions ?? null;
  const bits = served.quantization === null ? null : bitsOf(served.quantization);
  const why = whySizeTooSmall(billions, bits);
  const { value } = context.config;
  const use = model.refs.find((one) => isMainModel(one) && takesAllTools(value, one, row));
  if (why === null || use === undefined) return null;
  return {
    ...aboutModel(facts, model, context, null, {
      severity: "info",
      message: `${model.ref} (${why}, says ${ProductName(facts.state)}) gets the full prompt and all tools of OpenClaw`,
      evidence: evidence({ billions, quantization: served.quantization }),
      fixHint: 'take a larger model, or give it less: tools.profile "coding" or "minimal"',
    }),
    at: use.path,
  };
}
