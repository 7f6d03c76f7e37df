import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { useCompletions } from "../support/api.ts";
import { apiPlaces } from "../support/config-refs.ts";
import { apiOf } from "../support/context.ts";
import { aboutModel, biteOf, evidence, forModels } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** llama.cpp's streamed Responses have no indexes, which OpenClaw needs as soon as there is reasoning. */
export const responsesOverlappingItems = defineCheck({
  id: "responses-overlapping-items",
  title: "llama.cpp through the Responses API",
  severity: "warning",
  doc: {
    what: "A provider named after llama.cpp uses `openai-responses`. On a running server: the server streams Responses items without output_index and closes them only at the end, and the model reasons: the reasoning item and the message item overlap.",
    why: 'llama-server streams Responses without indexes, and its reasoning and answer overlap. OpenClaw stops with "overlapping unindexed output items" whenever a model thinks.',
    bad: `{
  models: { providers: { "llama-cpp": {
    baseUrl: "http://127.0.0.1:8080/v1",
    api: "openai-responses",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { "llama-cpp": {
    baseUrl: "http://127.0.0.1:8080/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    seen: "{ api: 'openai-responses' }   // llama.cpp with a reasoning model",
    helps: "{ api: 'openai-completions' }",
  },
  config: {
    run({ view }) {
      return view.providers
        .filter((provider) => /llama[-_. ]?(?:cpp|server)|lemonade/i.test(provider.id))
        .flatMap((provider) =>
          apiPlaces(provider, "openai-responses").map((place) => ({ provider, ...place })),
        )
        .map(({ provider, at, rows }) => {
          const thinks = rows.some((row) => row.reasoning === true);
          return {
            at,
            severity: thinks ? ("error" as const) : ("warning" as const),
            target: provider.id,
            guess: true,
            endpoint: provider.baseUrl,
            message: "OpenClaw cannot read llama.cpp's streamed Responses of a model that thinks",
            fixHint: "use openai-completions",
            fix: {
              commands: [],
              edits: [{ op: "set" as const, path: at, value: "openai-completions" }],
              safe: true,
            },
          };
        });
    },
  },
  server: {
    severity: "error",
    stage: "answers",
    after: ["responses-unsupported"],
    run(facts, context) {
      return forModels(facts, (model) => judge(facts, model, context));
    },
  },
});

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  if (apiOf(facts, model) !== "openai-responses") return null;
  const seen = [model.deep?.answer, model.deep?.tools].some((p) =>
    p?.streamFaults.includes("overlapping-items"),
  );
  const expected =
    facts.state.traits.includes("unindexed-responses") && model.served?.capabilities.reasoning === true;
  if (!seen && !expected) return null;
  const edits = useCompletions(facts, model, context);
  return aboutModel(facts, model, context, model.row?.api == null ? null : "api", {
    severity: biteOf(model),
    message: `${ProductName(facts.state)} streams Responses items of a reasoning model in a form that OpenClaw refuses (${model.ref})`,
    evidence: evidence({ seenInStream: seen, reasoning: model.served?.capabilities.reasoning ?? null }),
    fixHint: 'set api to "openai-completions"',
    fix: edits.length > 0 ? { commands: [], edits, safe: true } : null,
  });
}
