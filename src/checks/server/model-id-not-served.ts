import type { Fix, FixEdit } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { listed } from "../../core/words.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import { aboutModel, biteOf, evidence, forModels, skipped } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, defineCheck } from "../types.ts";

/** The config names a model that the server does not list. */
export const modelIdNotServed = defineCheck({
  id: "model-id-not-served",
  title: "The server does not have this model",
  severity: "error",
  doc: {
    what: "The model id of the config is neither an id nor an alias in the server's own model list.",
    why: "Ids are compared letter by letter, so a missing tag, another case or a quantization suffix is enough for a 404. Some servers (llama.cpp, SGLang) answer every id with the model that they have, which hides the mistake.",
    seen: "{ id: 'qwen3-coder' }   // the server lists qwen/qwen3-coder-30b",
    helps: "{ id: 'qwen/qwen3-coder-30b' }",
  },
  server: {
    stage: "listed",
    after: ["no-model-served", "id-repeats-provider"],
    run(facts, context) {
      if (facts.state.status !== "ready") return skipped("the model list is not known");
      if (facts.state.models.length === 0) return skipped("the server lists no model");
      return forModels(facts, (model) => (model.served === null ? notServed(facts, model, context) : null));
    },
  },
});

function notServed(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const ids = facts.state.models.filter((m) => m.type !== "embedding").map((m) => m.id);
  // single-model servers that ignore the name in a request: the mistake stays hidden, the wrong model answers
  const indifferent = facts.state.traits.includes("any-model-name");
  const suggestion = model.nearest ?? (ids.length === 1 ? (ids[0] ?? null) : null);
  const pull = model.nearest === null ? facts.server.pullCommands(model.id, context.platform) : [];
  const edits = suggestion === null ? [] : renameEdits(facts, model, suggestion, context);
  const fix: Fix | null = pull.length + edits.length > 0 ? { commands: pull, edits, safe: false } : null;
  const has = ids.length === 0 ? "no chat model" : listed(ids);
  return aboutModel(facts, model, context, "id", {
    severity: indifferent ? "warning" : biteOf(model),
    message: indifferent
      ? `${ProductName(facts.state)} at ${facts.baseUrl} has no model ${model.id}; it answers every id with what it has loaded (${has})`
      : `${ProductName(facts.state)} at ${facts.baseUrl} has no model ${model.id}; it lists ${has}`,
    evidence: evidence({ wanted: model.id, served: ids.slice(0, 20), nearest: model.nearest }),
    fixHint: hint(facts, suggestion),
    fix,
  });
}

function hint(facts: EndpointFacts, suggestion: string | null): string {
  if (suggestion !== null) return `set the model's id to ${suggestion}, also where it is referred to`;
  return `write one of the listed ids into the config, or make ${facts.server.label} serve this model under this name`;
}

/** The row's id and every ref to it; a ref that is a key (alias map) moves with its value. */
function renameEdits(facts: EndpointFacts, model: ModelFacts, id: string, context: CheckContext): FixEdit[] {
  if (facts.provider === null) return [];
  const edits: FixEdit[] = [];
  const idPath = context.pathOf(facts, model, "id");
  if (idPath !== null) edits.push({ op: "set", path: idPath, value: id });
  const ref = `${facts.provider.id}/${id}`;
  for (const use of model.refs) {
    if (use.kind !== "alias-map") {
      if (use.ref === model.ref) edits.push({ op: "set", path: use.path, value: ref });
      continue;
    }
    const value = getIn(context.config?.value, [...use.path]);
    if (value === undefined) continue;
    edits.push({ op: "set", path: [...use.path.slice(0, -1), ref], value });
    edits.push({ op: "remove", path: use.path });
  }
  return edits;
}
