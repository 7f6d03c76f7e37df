import { tokens } from "../../core/words.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { allRows } from "../support/config-refs.ts";
import { contextSizes, outputLimit } from "../support/context.ts";
import { aboutModel, evidence, forModels, matters, skipped } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** An answer as large as the whole window. */
export const maxTokensOverflow = defineCheck({
  id: "max-tokens-overflow",
  title: "Answer limit as large as the context",
  severity: "warning",
  doc: {
    what: "`maxTokens` of a local model is not smaller than its context window. On a running server: maxTokens of the config is not smaller than what vLLM or SGLang has allocated for prompt and output together.",
    why: "Prompt and answer share the window. Servers that check the sum, such as vLLM, refuse the request.",
    bad: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192 }],
  } } },
}`,
    seen: "{ contextWindow: 65536, maxTokens: 65536 }   // max_model_len 65536",
    helps: "{ contextWindow: 65536, maxTokens: 8192 }",
  },
  config: {
    run(context) {
      return allRows(context).flatMap(({ provider, row }) => {
        // contextTokens is a limit of OpenClaw alone; the window is what the server has.
        const window = row.contextWindow ?? row.contextTokens;
        if (provider.local !== true || window === null || row.maxTokens === null || row.maxTokens < window)
          return [];
        const at = [...row.path, "maxTokens"];
        const value = Math.min(8_192, Math.floor(window / 4));
        return [
          {
            at,
            target: row.ref,
            guess: true,
            message: `maxTokens ${tokens(row.maxTokens)} leaves no room for a prompt in a window of ${tokens(window)}`,
            evidence: { maxTokens: row.maxTokens, contextWindow: window },
            fixHint: `set it to ${tokens(value)}`,
            fix: { commands: [], edits: [{ op: "set", path: at, value }], safe: false },
          },
        ];
      });
    },
  },
  server: {
    stage: "context",
    after: ["context-server-below-config", "context-below-floor", "no-context-declared"],
    run(facts, context) {
      if (!facts.server.quirks.includes("checks-output-limit"))
        return skipped("the server shortens an answer that is too long");
      return forModels(facts, (model) => judge(facts, model, context));
    },
  },
});

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const { allocated } = contextSizes(facts, model, context);
  const maxTokens = model.row?.maxTokens ?? null;
  const path = context.pathOf(facts, model, "maxTokens");
  if (!matters(facts, model)) return null;
  if (allocated === null || maxTokens === null || maxTokens < allocated || path === null) return null;
  const value = outputLimit(allocated);
  return aboutModel(facts, model, context, "maxTokens", {
    message: `maxTokens of ${model.ref} is ${tokens(maxTokens)}, and ${ProductName(facts.state)} has ${tokens(allocated)} for prompt and answer together: it refuses instead of shortening`,
    evidence: evidence({ maxTokens, allocated, source: model.served?.contextAllocated.source }),
    fixHint: `set maxTokens to ${value}`,
    fix: { commands: [], edits: [{ op: "set", path: path, value }], safe: false },
  });
}
