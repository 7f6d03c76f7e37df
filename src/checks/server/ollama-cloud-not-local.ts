import { usesHosted, viewConfig } from "../../openclaw/view.ts";
import { aboutModel, forModels, skipped } from "../support/outcome.ts";
import type { Check } from "./types.ts";

/** Ollama's tag for what runs in its own cloud; without it a remote model is a surprise (model-remote). */
const CLOUD_NAME = /[:-]cloud$/i;

/** A cloud model of Ollama in a config that is otherwise local only. */
export const ollamaCloudNotLocal: Check = {
  id: "ollama-cloud-not-local",
  title: "Ollama passes this model on to its cloud",
  severity: "info",
  stage: "listed",
  deep: false,
  doc: {
    what: "A model in use carries Ollama's cloud tag, Ollama confirms that it runs elsewhere, and the config names no hosted model otherwise.",
    why: "Ollama does not run such a model: it sends the prompts to ollama.com and counts them against a quota.",
    bad: "GET /api/tags → { name: 'gpt-oss:120b-cloud', remote_host: 'https://ollama.com:443' }",
    good: "Choose a model without the cloud tag, if prompts must stay here.",
  },
  run(facts, context) {
    const { config } = context;
    if (facts.state.kind !== "ollama") return skipped("the server is not Ollama");
    // who has hosted models in the config has decided about privacy already
    if (config !== null && usesHosted(viewConfig(config.value)))
      return skipped("the config uses hosted models too");
    return forModels(facts, (model) =>
      model.used && model.served?.remote && CLOUD_NAME.test(model.id)
        ? aboutModel(facts, model, context, "id", {
            message: `${model.ref} runs in Ollama's cloud, not on this machine`,
            fixHint: "choose a model without the cloud tag, if prompts must stay here",
          })
        : null,
    );
  },
};
