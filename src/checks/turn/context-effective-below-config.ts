import { type EffectiveContext, INTERRUPTED } from "../../core/measured.ts";
import { tokens } from "../../core/words.ts";
import { contextSizes } from "../support/context.ts";
import { aboutContext, bites, limitText, perMeasuredContext } from "../support/effective.ts";
import { contextOf } from "../support/helps.ts";
import { biteOf } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const contextEffectiveBelowConfig = defineCheck({
  id: "context-effective-below-config",
  title: "The server refuses prompts that the config plans with",
  severity: "error",
  doc: {
    what: "Measured with prompts of growing size (--deep --context): the server refuses one that is not larger than the configured contextWindow (or contextTokens).",
    why: "A server may accept less than it reports, because of a gateway's limit, a KV cache smaller than the context, or a proxy. OpenClaw plans history and compaction for the configured size, so the conversation fails once it reaches the real limit, and no fallback is tried.",
    seen: "contextWindow 65536; 32,300 tokens are accepted, 33,000 are refused",
    helps: {
      byServer: contextOf(65_536),
      also: {
        "OpenClaw config":
          "`models.providers.<id>.models[].contextWindow`, with the figure that was measured",
      },
    },
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
      // context-truncated-silently reports silent cuts
      if (seen.beyond !== "refuses") return null;
      return aboutContext(subject, seen, {
        severity: biteOf(subject),
        message: `The config plans with ${tokens(configured)} tokens for ${subject.model.ref}, but ${ProductName(subject.facts.state)} accepts ${limitText(seen)} at most (measured)`,
      });
    }),
  },
});

/** A search that ended before it reached the configured size proves nothing, and the report must state that. */
function notFinished(
  subject: Subject,
  seen: EffectiveContext,
  configured: number | null,
): CheckFinding | null {
  // an interruption is reported separately
  if (seen.complete || seen.stopped === INTERRUPTED) return null;
  const most = seen.atLeast ?? 0;
  // a twentieth is left for the answer and the template
  if (configured !== null && most >= configured * 0.95) return null;
  const known = seen.atLeast === null ? "nothing is known" : `${tokens(most)} tokens were accepted`;
  const plan = configured === null ? "" : `, of the ${tokens(configured)} that the config plans with`;
  return aboutContext(subject, seen, {
    severity: "info",
    status: "unverified",
    message: `The real context of ${subject.model.ref} was not fully measured: ${known}${plan} (${seen.stopped ?? "ended early"})`,
    fixHint: "run it again with a larger --budget",
    fix: null,
  });
}
