import { formatPath } from "../../core/path.ts";
import { apiPlaces } from "../support/config-refs.ts";
import type { Rule } from "./types.ts";

/** vLLM through /v1/responses. */
export const vllmResponsesBypassesParser: Rule = {
  id: "vllm-responses-bypasses-parser",
  title: "vLLM through the Responses API",
  severity: "warning",
  doc: {
    what: "A provider named `vllm` uses `openai-responses`.",
    why: "vLLM has applied its tool parser to chat completions only; through /v1/responses tool calls came back as text and nothing was executed.",
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
  },
  run({ view }) {
    return view.providers
      .filter((provider) => /^vllm\b/i.test(provider.id))
      .flatMap((provider) => apiPlaces(provider, "openai-responses").map(({ at }) => ({ provider, at })))
      .map(({ provider, at }) => {
        return {
          at,
          target: provider.id,
          endpoint: provider.baseUrl,
          message: "Through openai-responses vLLM may not parse tool calls",
          fixHint: "use openai-completions",
          fix: {
            commands: [],
            edits: [{ op: "set" as const, path: formatPath(at), value: "openai-completions" }],
            safe: false,
          },
        };
      });
  },
};
