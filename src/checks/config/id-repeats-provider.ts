import type { FixEdit } from "../../core/finding.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { allRows, callingRefs } from "../support/config-refs.ts";
import { aboutModel, biteOf, evidence, forModels, skipped } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** Provider ids that are no vendor, so an id that begins with one can only repeat it. */
const SERVER_NAME =
  /^(?:ollama|lmstudio|lm-studio|vllm|sglang|litellm|llama-?cpp|local|custom|omlx|mlx|localai)$/i;

/** `models[].id` that begins with the provider's own id. */
export const idRepeatsProvider = defineCheck({
  id: "id-repeats-provider",
  title: "Model id that repeats the provider",
  severity: "error",
  doc: {
    what: "The `id` of a model row begins with the id of its provider: `ollama/qwen3` under `ollama`. On a running server: the id of a model row begins with the id of its provider, and the server lists the model without it.",
    why: "The row's id is what the server is asked for, and the server knows the model without the prefix: 404, model not found.",
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "local/qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    seen: "{ id: 'ollama/qwen3:8b' }   // the server lists qwen3:8b",
    helps: "{ id: 'qwen3:8b' }",
  },
  config: {
    run(context) {
      return allRows(context).flatMap(({ provider, row }) => {
        const prefix = `${provider.id}/`;
        if (provider.local !== true || !row.id.startsWith(prefix) || row.id.length === prefix.length)
          return [];
        // "qwen/qwen3" under a provider "qwen" is a vendor's id, unless a ref shows that the prefix was meant for OpenClaw.
        const isNamed = callingRefs(context).some((use) => use.ref === row.id);
        if (!SERVER_NAME.test(provider.id) && !isNamed) return [];
        const id = row.id.slice(prefix.length);
        const edits: FixEdit[] = [{ op: "set", path: [...row.path, "id"], value: id }];
        for (const use of context.view.refs)
          if (use.ref === row.ref && use.kind !== "alias-map")
            edits.push({ op: "set", path: use.path, value: row.id });
        return [
          {
            at: [...row.path, "id"],
            target: row.id,
            guess: true,
            message: `The model id repeats the provider: the server is asked for "${row.id}"`,
            fixHint: `write "${id}", unless the server itself lists the longer name`,
            fix: { commands: [], edits, safe: false },
          },
        ];
      });
    },
  },
  server: {
    stage: "listed",
    after: ["no-model-served"],
    run(facts, context) {
      if (facts.state.status !== "ready") return skipped("the model list is not known");
      return forModels(facts, (model) => judge(facts, model, context));
    },
  },
});

function judge(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const prefix = `${facts.provider?.id ?? ""}/`;
  if (model.served !== null || model.row === null || prefix === "/" || !model.id.startsWith(prefix))
    return null;
  const id = model.id.slice(prefix.length);
  if (!facts.state.models.some((served) => served.id === id || served.aliases.includes(id))) return null;
  // a server that answers any name hides the mistake
  const indifferent = facts.state.traits.includes("any-model-name");
  return aboutModel(facts, model, context, "id", {
    severity: indifferent ? "warning" : biteOf(model),
    message: `${ProductName(facts.state)} is asked for ${model.id} and has ${id}: the id repeats the provider`,
    evidence: evidence({ wanted: model.id, served: id }),
    fixHint: `set the model's id to ${id}`,
    fix: { commands: [], edits: renamed(facts, model, id, context), safe: false },
  });
}

/** The row's id, and the refs that carry the prefix twice; `provider/id` then names the row. */
function renamed(facts: EndpointFacts, model: ModelFacts, id: string, context: CheckContext): FixEdit[] {
  const path = context.pathOf(facts, model, "id");
  const edits: FixEdit[] = path === null ? [] : [{ op: "set", path: path, value: id }];
  for (const use of model.refs) {
    if (use.ref !== model.ref || use.kind === "alias-map") continue;
    edits.push({ op: "set", path: use.path, value: model.id });
  }
  return edits;
}
