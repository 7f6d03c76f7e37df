import type { FixEdit } from "../../core/finding.ts";
import { memorySearchAsksOpenai } from "../../openclaw/memory-search.ts";
import { viewConfig } from "../../openclaw/view.ts";
import { evidence, ran } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import type { Check } from "./types.ts";

/** Memory search goes to OpenAI although this server has a model for it. */
export const memorySearchNeedsOpenai: Check = {
  id: "memory-search-needs-openai",
  title: "Memory search goes to OpenAI, and the server has a model for it",
  severity: "info",
  stage: "listed",
  deep: false,
  doc: {
    what: "memory.search is switched on without a provider in a config of local models, and a local server lists an embedding model.",
    why: "Without a provider OpenClaw takes OpenAI for embeddings: without a key it searches by words only, with one the notes leave the machine. The embedding model of the server does it here.",
    bad: "{ memory: { search: { enabled: true } } }   // the server lists text-embedding-nomic-embed-text-v1.5",
    good: "{ memory: { search: { enabled: true, provider: 'lmstudio', model: 'text-embedding-nomic-embed-text-v1.5' } } }",
  },
  run(facts, { config, openclaw }) {
    const model = facts.state.models.find((one) => one.type === "embedding" && !one.remote);
    const { provider } = facts;
    if (config === null || provider === null || model === undefined) return ran();
    if (!memorySearchAsksOpenai(config.value, viewConfig(config.value), openclaw.version)) return ran();
    const edits: FixEdit[] = [
      { op: "set", path: "memory.search.provider", value: provider.id },
      { op: "set", path: "memory.search.model", value: model.id },
    ];
    return ran([
      {
        target: provider.id,
        endpoint: facts.baseUrl,
        at: ["memory", "search"],
        message: `Memory search asks OpenAI, although ${ProductName(facts.state)} at ${facts.baseUrl} has the embedding model ${model.id}`,
        evidence: evidence({ embeddingModel: model.id }),
        fixHint: `set memory.search.provider to ${provider.id} and memory.search.model to ${model.id}`,
        fix: { commands: [], edits, safe: false },
      },
    ]);
  },
};
