/** An example of OpenClaw 2026.9.6's own documentation that OpenClaw accepts and lint has something to say about. */
export interface DocsFinding {
  at: string;
  /** "severity id", in the order of the text. */
  findings: string[];
  /** Why it is right to say it. */
  why: string;
}

/** The whole list; every other whole config of the documentation must be silent. */
export const DOCS_FINDINGS: readonly DocsFinding[] = [
  {
    at: "concepts/model-providers/custom-providers.md:254",
    findings: ["warning no-context-declared"],
    why: "the default model has no context window, and no bundled plugin asks this server for it",
  },
  {
    at: "gateway/config-agents/runtime-and-cli-backends.md:14",
    findings: ["error model-not-in-policy"],
    why: "a part of a config: its map has a wildcard and lacks the default model, which OpenClaw then does not use",
  },
  {
    at: "gateway/config-tools/provider-examples.md:72",
    findings: ["error context-below-floor"],
    why: "the example is about a compat flag; a window of 8,192 is below the first turn of OpenClaw",
  },
  {
    at: "gateway/local-models.md:206",
    findings: ["info model-ref-unresolved"],
    why: "parameters for a model of a provider that this part of a config leaves out",
  },
  {
    at: "plugins/cli-backend-plugins.md:514",
    findings: ["error model-ref-unresolved"],
    why: "a made-up provider of a plugin that the reader writes and that this config does not declare",
  },
  {
    at: "providers/llmman.md:353",
    findings: ["warning no-context-declared", "warning no-context-declared"],
    why: "both models in use have no context window",
  },
  {
    at: "providers/llmman.md:428",
    findings: ["info default-model-missing"],
    why: "a part of a config: two models, and which is the default is not said",
  },
  {
    at: "providers/llmman.md:727",
    findings: ["info default-model-missing"],
    why: "a part of a config: two models, and which is the default is not said",
  },
  {
    at: "providers/ollama/recipes.md:121",
    findings: ["warning ollama-context-default", "info ollama-cloud-not-local"],
    why: "the row has no size, so Ollama runs its default (measured); cloud on purpose, and told as such: an info",
  },
  {
    at: "providers/openai/advanced.md:255",
    findings: ["info model-ref-unresolved"],
    why: "parameters for a model of a provider that this part of a config leaves out",
  },
  {
    at: "providers/openai/azure.md:38",
    findings: ["error baseurl-path"],
    why: "a placeholder, <your-resource>, stands where a host name must be",
  },
  {
    at: "tools/thinking.md:62",
    findings: ["info model-ref-unresolved"],
    why: "a placeholder, <provider>/<model>, stands where a ref must be",
  },
];
