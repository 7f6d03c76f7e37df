import type { AnswerProbe } from "../../turn/types.ts";
import type { ModelFacts } from "../facts.ts";
import type { CheckFinding, Subject } from "../types.ts";
import { aboutProbe } from "./deep.ts";
import { moreContext } from "./product.ts";

/**
 * A count below this share of what was sent proves a cut. A chat template adds at most a tenth to the short prompt that
 * the estimate is based on; a prompt cut to 8,192 of 12,000 tokens is at 0.68.
 */
const CUT_SHARE = 0.8;

/** The tokens that the server counted, and the tokens sent, estimated from its count of a short prompt. */
export interface CutPrompt {
  counted: number;
  sent: number;
}

/** Null when nothing was cut, or when too little was counted to tell. */
export function cutPrompt(model: ModelFacts): CutPrompt | null {
  const counted = model.deep?.answer?.usage?.prompt ?? null;
  const sent = model.deep?.expectedPrompt ?? null;
  if (counted === null || sent === null || model.deep?.answer?.errorKind !== null) return null;
  // the same number for a short prompt is no count
  if (counted === model.deep.probes.small?.usage?.prompt) return null;
  return counted > 0 && counted < sent * CUT_SHARE ? { counted, sent } : null;
}

/** Draft of the finding, with the commands that raise the context of this product. */
export function aboutCut(
  subject: Subject,
  seen: AnswerProbe,
  cut: CutPrompt,
  rest: { message: string; fixHint: string },
): CheckFinding {
  return aboutProbe(subject, seen, {
    ...rest,
    evidence: { countedTokens: cut.counted, sentTokens: cut.sent },
    restart: moreContext(subject),
  });
}
