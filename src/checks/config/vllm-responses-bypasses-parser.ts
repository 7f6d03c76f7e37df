import { fixOf, setFix } from "../../core/finding.ts";
import { called, calledNothing } from "../../turn/probes/outcome.ts";
import { useCompletions } from "../support/api.ts";
import { responsesPlaces } from "../support/config-refs.ts";
import { apiOf } from "../support/context.ts";
import { aboutProbe, isProvedCure, perProbe } from "../support/deep.ts";
import { each } from "../support/each.ts";
import { only } from "../support/helps.ts";
import { aboutModel, matters, onlyFor, perModel, UNKNOWN } from "../support/outcome.ts";
import { providerPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** vLLM through /v1/responses. */
export const vllmResponsesBypassesParser = defineCheck({
  id: "vllm-responses-bypasses-parser",
  title: "vLLM through the Responses API",
  severity: "warning",
  doc: {
    what: "A provider named `vllm` uses `openai-responses`. `doctor` goes by what answers at the address. `doctor --deep` also reports a server that returns a tool call over /v1/responses as text or not at all, but a proper one over /v1/chat/completions.",
    why: "vLLM applies its tool parser only to chat completions. Through /v1/responses, tool calls arrive as text and nothing is executed.",
    bad: `{
  models: { providers: { vllm: {
    baseUrl: "http://127.0.0.1:8000/v1",
    apiKey: "vllm-local",
    api: "openai-responses",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  models: { providers: { vllm: {
    baseUrl: "http://127.0.0.1:8000/v1",
    apiKey: "vllm-local",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    seen: "{ api: 'openai-responses' }   // vLLM 0.17",
    helps: { byServer: only("vllm", '`models.providers.<id>.api: "openai-completions"`') },
  },
  config: {
    run: each(responsesPlaces(/^vllm\b/i), ({ provider, at }) => ({
      at,
      target: provider.id,
      guess: true,
      endpoint: provider.baseUrl,
      message: "Through openai-responses vLLM may not parse tool calls",
      fixHint: "use openai-completions",
      fix: setFix(at, "openai-completions"),
    })),
  },
  server: {
    stage: "tools",
    run: onlyFor(
      "vllm",
      "vLLM",
      perModel((subject) => {
        // a turn shows whether it does
        if (apiOf(subject) !== "openai-responses") return null;
        if (subject.context.deep) return UNKNOWN;
        return aboutModel(subject, subject.model.row?.api == null ? null : "api", {
          at: subject.model.row?.api == null ? providerPath(subject, "api") : undefined,
          severity: matters(subject) ? "warning" : "info",
          message: "Through openai-responses vLLM may not parse tool calls",
          fixHint: "use openai-completions",
          fix: fixOf({ edits: useCompletions(subject) }),
        });
      }),
    ),
  },
  turn: {
    severity: "error",
    stage: "tools",
    after: ["vllm-no-auto-tool-choice", "model-lacks-tools", "small-model-overwhelmed"],
    run: perProbe("tools", (subject, seen) => {
      const { state, server } = subject.facts;
      const { ref, deep } = subject.model;
      if (seen.route !== "responses" || !calledNothing(seen)) return null;
      if (server.quirks.includes("own-tool-parser") || !called(deep?.probes["other-route"])) return null;
      if (!isProvedCure(subject.model, "tools")) return null;
      return aboutProbe(subject, seen, {
        message: `${ProductName(state)} loses the tool calls of ${ref} on /responses; on /chat/completions they arrive`,
        evidence: { text: seen.text.slice(0, 120), overCompletions: "called" },
        fixHint: 'set api to "openai-completions"',
        fix: fixOf({
          edits: useCompletions(subject),
          safe: "tool calls are lost over Responses, and the same request brought one over chat completions",
        }),
      });
    }),
  },
});
