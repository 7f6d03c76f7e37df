import { bitsOf, whySizeTooSmall, whyTooSmall } from "../../core/model-size.ts";
import { tokens } from "../../core/words.ts";
import { isMainModel, takesAllTools } from "../../openclaw/all-tools.ts";
import { called, calledNothing } from "../../turn/probes/outcome.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import type { ModelFacts } from "../facts.ts";
import { isLocalRow, rowOfRef } from "../support/config-local.ts";
import { aboutProbe } from "../support/deep.ts";
import { each, refs } from "../support/each.ts";
import { localProvider } from "../support/example.ts";
import { aboutModel, evidence, perModel, type Said, UNKNOWN } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

/** A very small model with the full set of tools. */
export const smallModelOverwhelmed = defineCheck({
  id: "small-model-overwhelmed",
  title: "Very small model with all tools",
  severity: "info",
  doc: {
    what: "By its id, the default model (or an agent's) has at most 4 billion parameters, or at most 14 billion at 3 bits or fewer, and it gets the full set of tools: no narrower `tools.profile`, no `tools.allow`, no lean mode. `doctor` also reports, as an info, such a size that LM Studio or Ollama states for the default model. `doctor --deep` reports a model that calls a tool after a short prompt but, twice in a row, not after a prompt of an agent's length, or that calls a tool when it is the only one but not when there are twelve. `doctor --deep --exam` tests a model of any size and warns when it fails.",
    why: "A full turn is a system prompt of about 11,000 tokens and a dozen tools or more. Such models then repeat themselves, forget their role, or invent tools. A narrower profile removes a large part of that load.",
    bad: localProvider(
      'models: [{ id: "qwen3-4b", name: "Qwen3 4B", contextWindow: 40960 }],',
      'agents: { defaults: { model: { primary: "local/qwen3-4b" } } },',
    ),
    good: localProvider(
      'models: [{ id: "qwen3-4b", name: "Qwen3 4B", contextWindow: 40960 }],',
      `agents: { defaults: { model: { primary: "local/qwen3-4b" } } },
tools: { profile: "coding" },`,
    ),
    seen: '1,000 tokens: tool_calls: [ read ] · 12,000 tokens: "I have read the file."',
    helps: {
      always: {
        command: "`openclaw-local recommend`, for the largest model that fits",
        "OpenClaw config": '`tools.profile: "coding"`, or "minimal"',
      },
      because: "it is the model, not the server",
    },
  },
  config: {
    run: each(refs, (use, context) => {
      if (!isMainModel(use)) return null;
      const found = rowOfRef(context, use.ref);
      if (found === null || !isLocalRow(found)) return null;
      const why = whyTooSmall(found.row.id);
      if (why === null || !takesAllTools(context.config.value, use, found.row)) return null;
      return {
        at: use.path,
        target: found.row.ref,
        guess: true,
        message: `${found.row.ref} (${why}) gets the full prompt and all tools of OpenClaw`,
        fixHint: 'use a larger model, or give it fewer tools: tools.profile "coding" or "minimal"',
      };
    }),
  },
  server: {
    severity: "warning",
    stage: "tools",
    after: ["vllm-no-auto-tool-choice", "model-lacks-tools", "llamacpp-tool-schema-400"],
    run: perModel((subject) => {
      const seen = subject.model.deep?.tools;
      return seen ? byCalls(subject, seen) : bySize(subject);
    }),
  },
});

function byCalls(subject: Subject, seen: AnswerProbe): CheckFinding | null {
  const what = lost(subject.model, seen);
  if (what === null) return null;
  return aboutProbe(subject, seen, {
    severity: "warning",
    message: `${subject.model.ref} ${what}`,
    evidence: { text: seen.text.slice(0, 120), promptTokens: seen.usage?.prompt ?? seen.promptEstimate },
    fixHint:
      'use a larger model or quantization, or give it fewer tools: tools.profile "coding" or "minimal"',
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

function bySize(subject: Subject): Said {
  const { facts, model, context } = subject;
  const { row, served } = model;
  if (row === null || context.config === null || served === null || served.remote) return null;
  const billions = served.billions ?? null;
  const bits = served.quantization === null ? null : bitsOf(served.quantization);
  if (billions === null) return UNKNOWN;
  const why = whySizeTooSmall(billions, bits);
  const { value } = context.config;
  const use = model.refs.find((one) => isMainModel(one) && takesAllTools(value, one, row));
  if (why === null || use === undefined) return null;
  return aboutModel(subject, null, {
    at: use.path,
    severity: "info",
    message: `${model.ref} (${why}, says ${ProductName(facts.state)}) gets the full prompt and all tools of OpenClaw`,
    evidence: evidence({ billions, quantization: served.quantization }),
    fixHint: 'use a larger model, or give it fewer tools: tools.profile "coding" or "minimal"',
  });
}
