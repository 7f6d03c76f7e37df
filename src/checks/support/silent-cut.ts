import type { EffectiveContext } from "../../core/measured.ts";
import { tokens } from "../../core/words.ts";
import type { Subject } from "../types.ts";
import { limitText } from "./effective.ts";
import { ProductName } from "./product.ts";

/** True when the server's own count shows the cut. */
export function isProved(seen: EffectiveContext): boolean {
  return seen.cut?.counted != null && seen.cut.counted < seen.cut.sent * 0.97;
}

/** Describes a silent cut, without a final period. */
export function cutMessage({ facts, model }: Subject, seen: EffectiveContext): string {
  const start = `${ProductName(facts.state)} cuts prompts for ${model.ref} without an error`;
  const { cut } = seen;
  if (cut === null) return start;
  const gone = cut.lost.length > 0 ? `; the ${cut.lost.join(" and ")} of the prompt is lost` : "";
  if (isProved(seen)) {
    return `${start}: of ${tokens(cut.sent)} tokens it counted ${tokens(cut.counted ?? 0)}${gone}`;
  }
  return `${start}: a prompt of ${tokens(cut.sent)} tokens is answered as if its ${cut.lost.join(" and ")} were missing, and one of ${tokens(seen.atLeast ?? 0)} is not (the limit is ${limitText(seen)})`;
}
