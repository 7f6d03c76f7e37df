import type { FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import type { CheckContext, EndpointFacts, ModelFacts } from "../types.ts";
import type { ContextSizes } from "./context.ts";

/** Lowers what OpenClaw plans with to `limit` tokens, and an output limit that would leave no room for a prompt. */
export function lowerEdits(
  facts: EndpointFacts,
  model: ModelFacts,
  sizes: ContextSizes,
  context: CheckContext,
  limit: number,
): FixEdit[] {
  const field = context.pathOf(facts, model, sizes.field);
  if (field === null || model.row === null) return [];
  const edits: FixEdit[] = [{ op: "set", path: formatPath(field), value: limit }];
  const maxTokens = context.pathOf(facts, model, "maxTokens");
  if (maxTokens !== null && model.row.maxTokens !== null && model.row.maxTokens > limit / 2) {
    const value = Math.min(8_192, Math.floor(limit / 4));
    edits.push({ op: "set", path: formatPath(maxTokens), value });
  }
  return edits;
}
