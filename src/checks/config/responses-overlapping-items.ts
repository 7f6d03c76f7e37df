import { fixOf, setFix } from "../../core/finding.ts";
import { useCompletions } from "../support/api.ts";
import { responsesPlaces } from "../support/config-refs.ts";
import { apiOf } from "../support/context.ts";
import { each } from "../support/each.ts";
import { aboutModel, biteOf, evidence, perModel, UNKNOWN } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** llama.cpp streams Responses without the indexes that OpenClaw needs for reasoning models. */
export const responsesOverlappingItems = defineCheck({
  id: "responses-overlapping-items",
  title: "llama.cpp through the Responses API",
  severity: "warning",
  doc: {
    what: "A provider named after llama.cpp uses `openai-responses`. `doctor` also reports a server that streams Responses items without `output_index` and closes them only at the end, when the model reasons: its reasoning and message items overlap.",
    why: 'llama-server streams Responses without indexes, and its reasoning and answer items overlap. OpenClaw stops with "overlapping unindexed output items" whenever a model reasons.',
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
    helps: {
      always: { "OpenClaw config": '`models.providers.<id>.api: "openai-completions"`' },
      because: "the chat route has no items that could overlap",
    },
  },
  config: {
    run: each(responsesPlaces(/llama[-_. ]?(?:cpp|server)|lemonade/i), ({ provider, at, rows }) => ({
      at,
      severity: rows.some((row) => row.reasoning === true) ? "error" : "warning",
      target: provider.id,
      guess: true,
      endpoint: provider.baseUrl,
      message: "OpenClaw cannot read llama.cpp's streamed Responses of a reasoning model",
      fixHint: "use openai-completions",
      // not safe: a guess from the name, and models that do not reason work
      fix: setFix(at, "openai-completions"),
    })),
  },
  server: {
    severity: "error",
    stage: "answers",
    after: ["responses-unsupported"],
    run: perModel((subject) => {
      const { state } = subject.facts;
      const { ref, row, served, deep } = subject.model;
      if (apiOf(subject) !== "openai-responses") return null;
      const reasoning = served?.capabilities.reasoning ?? null;
      const seen = [deep?.answer, deep?.tools].some((p) => p?.streamFaults.includes("overlapping-items"));
      const unindexed = state.traits.includes("unindexed-responses");
      if (unindexed && reasoning === null && !deep?.answer) return UNKNOWN;
      if (!seen && !(unindexed && reasoning === true)) return null;
      return aboutModel(subject, row?.api == null ? null : "api", {
        severity: biteOf(subject),
        message: `${ProductName(state)} streams Responses items of a reasoning model in a form that OpenClaw refuses (${ref})`,
        evidence: evidence({ seenInStream: seen, reasoning }),
        fixHint: 'set api to "openai-completions"',
        fix: fixOf({
          edits: useCompletions(subject),
          // what only the traits of the server make likely may work in a later build
          safe:
            seen &&
            state.kind === "llamacpp" &&
            "OpenClaw stops at such a stream, and llama-server also has chat completions",
        }),
      });
    }),
  },
});
