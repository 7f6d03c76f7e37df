import { ON_THIS_DISK } from "../support/helps.ts";
import { aboutModel, perModel } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** Ollama's cloud models are reported by ollama-cloud-not-local. */
const CLOUD_NAME = /[:-]cloud$/i;

export const modelRemote = defineCheck({
  id: "model-remote",
  title: "A model of the local server runs on another machine",
  severity: "warning",
  doc: {
    what: "The server is local, but it reports that this model runs on another machine or in a cloud (LM Studio's LM Link, Ollama's remote models).",
    why: "Prompts and files leave this machine, although the address in the config is local.",
    seen: "GET /api/tags → { name: 'big-model', remote_host: 'https://ollama.com' }",
    helps: { byServer: ON_THIS_DISK },
  },
  server: {
    stage: "listed",
    run: perModel((subject) => {
      const { facts, model } = subject;
      if (!model.used || !model.served?.remote || CLOUD_NAME.test(model.id)) return null;
      return aboutModel(subject, "id", {
        message: `${model.ref} does not run here: ${ProductName(facts.state)} passes its prompts on to another machine`,
        fixHint: "use a model on this server's own disk if prompts must stay local",
      });
    }),
  },
});
