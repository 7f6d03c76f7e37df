import { fixOf, setFix } from "../../core/finding.ts";
import type { EffectiveContext } from "../../core/measured.ts";
import { tokens } from "../../core/words.ts";
import type { CheckFinding, ServerJudge, Subject } from "../types.ts";
import { apiOf, type ContextSizes, contextSizes, fixedSize, planWith, wantedContext } from "./context.ts";
import { aboutModel, evidence, perModel, skipWhere } from "./outcome.ts";
import { rowPath } from "./paths.ts";
import { moreContext, type Remedy, raiseHint } from "./product.ts";

/** A size that is set from a measurement is rounded down to a multiple of this. */
const ROUND = 256;

/** A judge of the models whose context was measured. */
export function perMeasuredContext(
  judge: (subject: Subject, seen: EffectiveContext) => CheckFinding | null,
): ServerJudge["run"] {
  return skipWhere(
    ({ facts }) =>
      facts.models.some((model) => model.measured?.context)
        ? null
        : "the context was not measured: run with --deep --context",
    perModel((subject) => {
      const seen = subject.model.measured?.context;
      return seen ? judge(subject, seen) : null;
    }),
  );
}

/** A server may reserve some tokens for the template and the answer, so a small difference is not a fault. */
const SPARE = 0.03;

/** True when the server did not accept a whole prompt of at most the configured size. */
export function bites(seen: EffectiveContext, sizes: ContextSizes): boolean {
  const { configured } = sizes;
  if (configured === null || seen.below === null) return false;
  const inside = seen.below <= configured || seen.exact;
  return inside && (seen.limit ?? 0) < configured * (1 - SPARE);
}

/** "16,384", or "between 15,872 and 16,600" where the server stated no number. */
export function limitText(seen: EffectiveContext): string {
  if (seen.limit !== null && seen.exact) return tokens(seen.limit);
  if (seen.atLeast === null) return `less than ${tokens(seen.below ?? 0)}`;
  return `between ${tokens(seen.atLeast)} and ${tokens(seen.below ?? seen.atLeast)}`;
}

/** The size that is proved to be safe: an exact limit, else the largest accepted size, rounded down. */
function safeSize(seen: EffectiveContext): number | null {
  if (seen.limit === null || seen.exact) return seen.limit;
  return Math.floor(seen.limit / ROUND) * ROUND;
}

/** Draft of a finding about a measured context, with two fixes: lower the config or raise the server. */
export function aboutContext(
  subject: Subject,
  seen: EffectiveContext,
  rest: Pick<CheckFinding, "message"> & Partial<CheckFinding>,
): CheckFinding {
  const sizes = contextSizes(subject);
  return aboutModel(subject, sizes.field, {
    ...remedy(subject, sizes, seen),
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

function remedy(subject: Subject, sizes: ContextSizes, seen: EffectiveContext): Remedy {
  const asked = askForMore(subject, sizes);
  if (asked !== null) return asked;
  const size = safeSize(seen);
  const enough = size !== null && size >= sizes.needs.minimum;
  const edits = enough ? planWith(subject, size) : [];
  const safe = edits.length > 0 && size !== null && size >= sizes.needs.comfortable && fixedSize(subject);
  const raise = raiseHint(subject, wantedContext(sizes));
  return {
    fixHint: enough
      ? `set ${sizes.field} to ${size}, or ${raise}`
      : `${raise}; a first turn needs ${tokens(sizes.needs.minimum)}, so a smaller ${sizes.field} would not help`,
    fix: fixOf({ edits, safe }),
    restart: moreContext(subject),
  };
}

/** On Ollama's own route OpenClaw can request the context itself. */
function askForMore(
  subject: Subject,
  { configured }: ContextSizes,
): Pick<CheckFinding, "fixHint" | "fix"> | null {
  const path = rowPath(subject, "params", "num_ctx");
  if (subject.facts.state.kind !== "ollama" || apiOf(subject) !== "ollama") return null;
  if (path === null || configured === null) return null;
  return {
    fixHint: `set params.num_ctx to ${configured}, so that OpenClaw asks for it in every request`,
    // more context takes more memory, which may not be there
    fix: setFix(path, configured),
  };
}
