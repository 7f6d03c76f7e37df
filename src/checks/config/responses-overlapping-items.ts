import { formatPath } from "../../core/path.ts";
import { apiPlaces } from "../support/config-refs.ts";
import type { Rule } from "./types.ts";

/** llama.cpp's streamed Responses have no indexes, which OpenClaw needs as soon as there is reasoning. */
export const responsesOverlappingItems: Rule = {
  id: "responses-overlapping-items",
  title: "llama.cpp through the Responses API",
  severity: "warning",
  doc: {
    what: "A provider named after llama.cpp uses `openai-responses`.",
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
  },
  run({ view }) {
    return view.providers
      .filter((provider) => /llama[-_. ]?(?:cpp|server)|lemonade/i.test(provider.id))
      .flatMap((provider) => apiPlaces(provider, "openai-responses").map((place) => ({ provider, ...place })))
      .map(({ provider, at, rows }) => {
        const thinks = rows.some((row) => row.reasoning === true);
        return {
          at,
          severity: thinks ? ("error" as const) : ("warning" as const),
          target: provider.id,
          endpoint: provider.baseUrl,
          message: "OpenClaw cannot read llama.cpp's streamed Responses of a model that thinks",
          fixHint: "use openai-completions",
          fix: {
            commands: [],
            edits: [{ op: "set" as const, path: formatPath(at), value: "openai-completions" }],
            safe: true,
          },
        };
      });
  },
};
