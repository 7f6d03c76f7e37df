import { formatPath } from "../../core/path.ts";
import { memorySearchAsksOpenai } from "../../openclaw/memory-search.ts";
import type { Rule } from "./types.ts";

/** Memory search that goes to OpenAI in a config of local models. */
export const memorySearchNeedsOpenai: Rule = {
  id: "memory-search-needs-openai",
  title: "Memory search that goes to OpenAI",
  severity: "info",
  doc: {
    what: "`memory.search` is switched on (`enabled: true`, or a `model`) without a `provider`, every provider of the config is a local one, and the config holds no key for OpenAI.",
    why: 'Without a provider OpenClaw takes OpenAI for embeddings. Without a key it says "No API key found for provider openai" and searches by words only; with one in the environment the notes leave the machine.',
    bad: `{
  memory: { search: { enabled: true } },
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  memory: { search: { enabled: true, provider: "local" } },
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    const { config, openclaw, view } = context;
    const at = ["memory", "search"];
    if (!memorySearchAsksOpenai(config.value, view, openclaw.version)) return [];
    return [
      {
        at,
        atKey: true,
        target: "openai",
        message: "Memory search has no provider and so asks OpenAI, but every provider here is a local one",
        fixHint: `set ${formatPath([...at, "provider"])}: "local", "ollama" or a provider with an embedding model; "none" searches by words`,
      },
    ];
  },
};
