import { fixOf } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { memorySearchAsksOpenai } from "../../openclaw/memory-search.ts";
import { viewConfig } from "../../openclaw/view.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { aboutEndpoint, perEndpoint } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

const AT = ["memory", "search"];

/** Memory search that uses OpenAI in a config of local models. */
export const memorySearchNeedsOpenai = defineCheck({
  id: "memory-search-needs-openai",
  title: "Memory search that uses OpenAI",
  severity: "info",
  doc: {
    what: "`memory.search` is enabled (`enabled: true`, or a `model`) without a `provider`, every provider in the config is local, and the config has no OpenAI key. `doctor` also reports when a local server lists an embedding model that memory search could use.",
    why: 'Without a provider, OpenClaw uses OpenAI for embeddings. Without a key it reports "No API key found for provider openai" and searches by words only. With a key in the environment, the notes leave the machine.',
    bad: localProvider(
      QWEN,
      `memory: { search: { enabled: true } },
agents: { defaults: { model: { primary: "local/qwen3" } } },`,
    ),
    good: localProvider(
      QWEN,
      `memory: { search: { enabled: true, provider: "local" } },
agents: { defaults: { model: { primary: "local/qwen3" } } },`,
    ),
    seen: "{ memory: { search: { enabled: true } } }   // the server lists text-embedding-nomic-embed-text-v1.5",
    helps: {
      always: {
        "OpenClaw config":
          '`memory.search.provider: "lmstudio"` and `memory.search.model: "text-embedding-nomic-embed-text-v1.5"`, or those of your server',
      },
      because: "the choice is in the config",
    },
  },
  config: {
    run({ config, openclaw, view }) {
      if (!memorySearchAsksOpenai(config.value, view, openclaw.version)) return [];
      return [
        {
          at: AT,
          atKey: true,
          target: "openai",
          message: "Memory search has no provider and so uses OpenAI, but every provider here is local",
          fixHint: `set ${formatPath([...AT, "provider"])}: "local", "ollama" or a provider with an embedding model; "none" searches by words`,
        },
      ];
    },
  },
  server: {
    stage: "listed",
    run: perEndpoint((endpoint) => {
      const { config, openclaw } = endpoint.context;
      const { state, provider, baseUrl } = endpoint.facts;
      const model = state.models.find((one) => one.type === "embedding" && !one.remote);
      if (config === null || provider === null || model === undefined) return null;
      if (!memorySearchAsksOpenai(config.value, viewConfig(config.value), openclaw.version)) return null;
      return aboutEndpoint(endpoint, null, {
        at: AT,
        message: `Memory search uses OpenAI, although ${ProductName(state)} at ${baseUrl} has the embedding model ${model.id}`,
        evidence: { embeddingModel: model.id },
        fixHint: `set memory.search.provider to ${provider.id} and memory.search.model to ${model.id}`,
        fix: fixOf({
          edits: [
            { op: "set", path: [...AT, "provider"], value: provider.id },
            { op: "set", path: [...AT, "model"], value: model.id },
          ],
        }),
      });
    }),
  },
});
