import { type EffectiveContext, INTERRUPTED } from "../../core/measured.ts";
import { tokens } from "../../core/words.ts";
import { contextSizes } from "../support/context.ts";
import { aboutContext, bites, limitText, perMeasuredContext } from "../support/effective.ts";
import { biteOf } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

/** A prompt of the configured size is refused, whatever the server says to have. */
export const contextEffectiveBelowConfig = defineCheck({
  id: "context-effective-below-config",
  title: "The server refuses prompts that the config plans with",
  severity: "error",
  doc: {
    what: "Measured by sending prompts of growing size (--deep --context): the server refuses one that is not larger than contextWindow (or contextTokens) of the config.",
    why: "What a server says to have allocated is not always what it takes: a gateway's limit, a cache that is smaller than the context, a proxy. OpenClaw plans history and compaction for the size in the config, so the conversation fails when it has grown to the real limit, and no fallback is tried.",
    seen: "contextWindow 65536; 32,300 tokens are taken in, 33,000 are refused",
    helps: "{ contextWindow: 32256 }   // or raise what limits the server",
  },
  turn: {
    stage: "context",
    after: [
      "context-server-below-config",
      "ollama-context-default",
      "llamacpp-slots-split-context",
      "lmstudio-unloaded",
    ],
    run: perMeasuredContext((subject, seen) => {
      const sizes = contextSizes(subject);
      const { configured } = sizes;
      if (configured === null || !bites(seen, sizes)) return notFinished(subject, seen, configured);
      // what is cut without a word has a check of its own
      if (seen.beyond !== "refuses") return null;
      return aboutContext(subject, seen, {
        severity: biteOf(subject),
        message: `The config plans with ${tokens(configured)} tokens for ${subject.model.ref}, but ${ProductName(subject.facts.state)} takes in ${limitText(seen)} at most (measured)`,
      });
    }),
  },
});

/** A search that ended before the configured size was reached proves nothing either way, which must be said. */
function notFinished(
  subject: Subject,
  seen: EffectiveContext,
  configured: number | null,
): CheckFinding | null {
  // an interruption has a finding of its own
  if (seen.complete || seen.stopped === INTERRUPTED) return null;
  const most = seen.atLeast ?? 0;
  // a twentieth is left for the answer and the template
  if (configured !== null && most >= configured * 0.95) return null;
  const known = seen.atLeast === null ? "nothing is known" : `${tokens(most)} tokens were taken in`;
  const plan = configured === null ? "" : `, of the ${tokens(configured)} that the config plans with`;
  return aboutContext(subject, seen, {
    severity: "info",
    status: "unverified",
    message: `How much context ${subject.model.ref} really has was not found out to the end: ${known}${plan} (${seen.stopped ?? "ended early"})`,
    fixHint: "run it again with a larger --budget",
    fix: null,
  });
}
