import type { FixEdit } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import type { CheckContext, EndpointFacts, ModelFacts } from "../types.ts";

/** Lowers what OpenClaw plans with, and an output limit that would no longer leave room for a prompt. */
export function lowerEdits(
  facts: EndpointFacts,
  model: ModelFacts,
  field: "contextTokens" | "contextWindow",
  tokens: number,
  context: CheckContext,
): FixEdit[] {
  const path = context.pathOf(facts, model, field);
  if (path === null || model.row === null) return [];
  const edits: FixEdit[] = [{ op: "set", path: formatPath(path), value: tokens }];
  const maxTokens = context.pathOf(facts, model, "maxTokens");
  if (maxTokens !== null && model.row.maxTokens !== null && model.row.maxTokens > tokens / 2) {
    edits.push({ op: "set", path: formatPath(maxTokens), value: Math.min(8_192, Math.floor(tokens / 4)) });
  }
  return edits;
}
