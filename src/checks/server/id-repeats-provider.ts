import type { FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { aboutModel, biteOf, evidence, forModels, skipped } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import type { Check, CheckContext, EndpointFacts, ModelFacts } from "./types.ts";

/** The server has the model, without the provider's id in front. */
export const idRepeatsProvider: Check = {
  id: "id-repeats-provider",
  title: "The model id repeats the provider, and the server has it without",
  severity: "error",
  stage: "listed",
  deep: false,
  after: ["no-model-served"],
  doc: {
    what: "The id of a model row begins with the id of its provider, and the server lists the model without it.",
    why: "The row's id is what the server is asked for: it answers 404, model not found.",
    bad: "{ id: 'ollama/qwen3:8b' }   // the server lists qwen3:8b",
    good: "{ id: 'qwen3:8b' }",
  },
  run(facts, context) {
    if (facts.state.status !== "ready") return skipped("the model list is not known");
    return forModels(facts, (model) => judge(facts, model, context));
  },
};

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
  const edits: FixEdit[] = path === null ? [] : [{ op: "set", path: formatPath(path), value: id }];
  for (const use of model.refs) {
    if (use.ref !== model.ref || use.kind === "alias-map") continue;
    edits.push({ op: "set", path: formatPath(use.path), value: model.id });
  }
  return edits;
}
