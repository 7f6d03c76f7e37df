import type { Fix } from "../../core/finding.ts";
import type { EffectiveContext } from "../../core/measured.ts";
import { tokens } from "../../core/words.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import type { CheckContext, CheckFinding, Outcome } from "../types.ts";
import { apiOf, type ContextSizes, contextSizes, planWith, wantedContext } from "./context.ts";
import { aboutModel, evidence, forModels, skipped } from "./outcome.ts";
import { raiseCommands } from "./product.ts";

/** A size that is set from a measurement is rounded down to a multiple of this. */
const ROUND = 256;

/** Runs `judge` on the models whose context was measured. */
export function forMeasuredContexts(
  facts: EndpointFacts,
  context: CheckContext,
  judge: (model: ModelFacts, seen: EffectiveContext, sizes: ContextSizes) => CheckFinding | null,
): Outcome {
  if (!facts.models.some((model) => model.measured?.context)) {
    return skipped("the context was not measured: run with --deep --context");
  }
  return forModels(facts, (model) => {
    const measured = measuredContext(facts, model, context);
    return measured === null ? null : judge(model, measured.seen, measured.sizes);
  });
}

/** What was measured of a model's context, beside the sizes that are said; null when nothing was. */
export function measuredContext(facts: EndpointFacts, model: ModelFacts, context: CheckContext) {
  const seen = model.measured?.context;
  return seen ? { seen, sizes: contextSizes(facts, model, context) } : null;
}

/** A server may keep some tokens for the template and the answer; so little less than planned does not bite. */
const SPARE = 0.03;

/** True when a prompt of at most the configured size was not taken in whole: OpenClaw will send such a prompt. */
export function bites(seen: EffectiveContext, sizes: ContextSizes): boolean {
  const { configured } = sizes;
  if (configured === null || seen.below === null) return false;
  const inside = seen.below <= configured || seen.exact;
  return inside && (seen.limit ?? 0) < configured * (1 - SPARE);
}

/** "16,384", or "between 15,872 and 16,600" where the server told no number. */
export function limitText(seen: EffectiveContext): string {
  if (seen.limit !== null && seen.exact) return tokens(seen.limit);
  if (seen.atLeast === null) return `less than ${tokens(seen.below ?? 0)}`;
  return `between ${tokens(seen.atLeast)} and ${tokens(seen.below ?? seen.atLeast)}`;
}

/** The size that is proved to be safe: an exact limit, else what was taken in whole. */
function safeSize(seen: EffectiveContext): number | null {
  if (seen.limit === null || seen.exact) return seen.limit;
  return Math.floor(seen.limit / ROUND) * ROUND;
}

/** Draft of a finding about a measured context, with the two ways out: a smaller plan or a larger server. */
export function aboutContext(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
  seen: EffectiveContext,
  rest: Pick<CheckFinding, "message"> & Partial<CheckFinding>,
): CheckFinding {
  const sizes = contextSizes(facts, model, context);
  return aboutModel(facts, model, context, sizes.field, {
    ...remedy(facts, model, sizes, context, seen),
    ...rest,
    evidence: evidence({
      configured: sizes.configured,
      allocated: sizes.allocated,
      trained: sizes.trained,
      takenInWhole: seen.atLeast,
      notTaken: seen.below,
      serverSaid: seen.said,
      countedByServer: seen.counted,
      sent: seen.cut?.sent,
      counted: seen.cut?.counted,
      lost: seen.cut === null || seen.cut.lost.length === 0 ? undefined : seen.cut.lost,
      requests: seen.requests,
      seconds: Math.round(seen.ms / 1000),
      endedEarly: seen.stopped,
      ...rest.evidence,
    }),
  });
}

function remedy(
  facts: EndpointFacts,
  model: ModelFacts,
  sizes: ContextSizes,
  context: CheckContext,
  seen: EffectiveContext,
): Pick<CheckFinding, "fixHint" | "fix"> {
  const asked = askForMore(facts, model, context);
  if (asked !== null) return asked;
  const safe = safeSize(seen);
  const enough = safe !== null && safe >= sizes.needs.minimum;
  const edits = enough ? planWith(facts, model, context, sizes.field, safe) : [];
  const target = wantedContext(sizes);
  const known = { ...sizes, allocated: seen.limit };
  const commands = raiseCommands(facts, model, known, context);
  const fix: Fix | null =
    commands.length + edits.length > 0
      ? { commands, edits, safe: edits.length > 0 && safe !== null && safe >= sizes.needs.comfortable }
      : null;
  const raise = `raise the server's context to ${tokens(target)} tokens`;
  return {
    fixHint: enough
      ? `set ${sizes.field} to ${safe}, or ${raise}`
      : `${raise}; a first turn needs ${tokens(sizes.needs.minimum)}, so a smaller ${sizes.field} would not help`,
    fix,
  };
}

/** On Ollama's own route OpenClaw itself asks for the context, once it is told to. */
function askForMore(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
): Pick<CheckFinding, "fixHint" | "fix"> | null {
  const path = context.pathOf(facts, model, "params", "num_ctx");
  const configured = model.row?.contextTokens ?? model.row?.contextWindow ?? null;
  if (facts.state.kind !== "ollama" || apiOf(facts, model) !== "ollama") return null;
  if (model.row === null || path === null || configured === null) return null;
  return {
    fixHint: `set params.num_ctx to ${configured}, so that OpenClaw asks for it in every request`,
    fix: {
      commands: [],
      edits: [{ op: "set", path: path, value: configured }],
      // more context takes more memory, which may not be there
      safe: false,
    },
  };
}
