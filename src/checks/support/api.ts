import type { FixEdit } from "../../core/finding.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import type { CheckContext } from "../types.ts";

/** Where api is said: in the row, else in the provider. */
export function useCompletions(facts: EndpointFacts, model: ModelFacts, context: CheckContext): FixEdit[] {
  const path =
    model.row?.api != null ? context.pathOf(facts, model, "api") : context.pathOf(facts, null, "api");
  return path === null ? [] : [{ op: "set", path: path, value: "openai-completions" }];
}
