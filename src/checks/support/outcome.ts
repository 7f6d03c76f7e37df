import type { Json } from "../../core/json.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import type { CheckContext, CheckFinding, Outcome } from "../types.ts";

/** The check was made; no findings means that all is well. */
export function ran(findings: CheckFinding[] = []): Outcome {
  return { status: "ran", findings };
}

/** The check could not or need not be made. */
export function skipped(reason: string): Outcome {
  return { status: "skipped", reason };
}

/** Runs `judge` on every model; null means nothing to say of it. */
export function forModels(facts: EndpointFacts, judge: (model: ModelFacts) => CheckFinding | null): Outcome {
  return ran(facts.models.flatMap((model) => judge(model) ?? []));
}

/** The parts that every finding about one model shares. */
export function aboutModel(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  field: string | null,
  rest: Omit<CheckFinding, "model" | "target" | "endpoint" | "at">,
): CheckFinding {
  return {
    ...rest,
    model: model.ref,
    target: model.ref,
    endpoint: facts.baseUrl,
    at: placeOf(facts, model, context, field),
  };
}

/** The parts that every finding about a whole endpoint shares. */
export function aboutEndpoint(
  facts: EndpointFacts,
  context: CheckContext,
  field: string | null,
  rest: Omit<CheckFinding, "model" | "target" | "endpoint" | "at">,
): CheckFinding {
  return {
    ...rest,
    target: facts.provider?.id ?? facts.baseUrl,
    endpoint: facts.baseUrl,
    at: context.pathOf(facts, null, ...(field === null ? [] : [field])),
  };
}

/** A row's field; for a ref without a row, the place that names it. */
function placeOf(facts: EndpointFacts, model: ModelFacts, context: CheckContext, field: string | null) {
  const row = context.pathOf(facts, model, ...(field === null ? [] : [field]));
  return row ?? model.refs[0]?.path ?? context.pathOf(facts, null);
}

/** A fault of a model that nothing uses is a warning, not an error. */
export function biteOf(model: ModelFacts): "error" | "warning" {
  return model.used ? "error" : "warning";
}

/** Leaves out what is unknown, so that evidence never says null for "not read". */
export function evidence(values: { [key: string]: Json | undefined }): { [key: string]: Json } {
  const kept: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(values))
    if (value !== undefined && value !== null) kept[key] = value;
  return kept;
}

/** A model that something uses; where nothing of the endpoint is used, every model counts. */
export function matters(facts: EndpointFacts, model: ModelFacts): boolean {
  return model.used || !facts.models.some((other) => other.used);
}
