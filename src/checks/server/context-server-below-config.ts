import { fixOf } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import {
  type ContextSizes,
  contextSizes,
  fixedSize,
  limitedByMemory,
  planWith,
  wantedContext,
} from "../support/context.ts";
import { contextOf } from "../support/helps.ts";
import { aboutModel, biteOf, evidence, perModel } from "../support/outcome.ts";
import { moreContext, ProductName, raiseBehind, raiseHint } from "../support/product.ts";
import { type CheckFinding, defineCheck, type Subject } from "../types.ts";

export const contextServerBelowConfig = defineCheck({
  id: "context-server-below-config",
  title: "The server has less context than the config says",
  severity: "error",
  doc: {
    what: "The server allocates fewer tokens per request than the config's contextWindow (or contextTokens). Where the server has no limit of its own (mlx-lm), the model was trained for fewer.",
    why: "OpenClaw plans history and compaction for the configured size and never asks the server. Early turns pass. Later the server refuses or silently truncates the prompt, and no fallback is tried.",
    seen: "{ contextWindow: 196608 }   // LM Studio has the model loaded with 65536",
    helps: {
      byServer: contextOf(65_536),
      also: {
        "OpenClaw config": "`models.providers.<id>.models[].contextWindow`, with the figure of the server",
      },
    },
  },
  server: {
    stage: "context",
    after: ["lmstudio-unloaded", "llamacpp-slots-split-context", "ollama-context-default"],
    run: perModel((subject) => {
      const sizes = contextSizes(subject);
      const { allocated, configured, declared, learned } = sizes;
      if (configured === null) return null;
      if (allocated !== null)
        return allocated < configured ? below(subject, sizes, allocated, configured) : null;
      if (declared !== null && declared < configured)
        return belowDeclared(subject, sizes, declared, configured);
      return learned !== null && learned < configured
        ? beyondTraining(subject, sizes, learned, configured)
        : null;
    }),
  },
});

function below(subject: Subject, sizes: ContextSizes, allocated: number, configured: number): CheckFinding {
  const { needs, trained, field } = sizes;
  const { facts, model } = subject;
  const enough = allocated >= needs.minimum;
  const target = wantedContext(sizes);
  const both = raisesAndLowers(sizes, allocated);
  const edits = both ? planWith(subject, target) : enough ? planWith(subject, allocated) : [];
  const raises = both || (target > allocated && target >= configured);
  return aboutModel(subject, field, {
    severity: biteOf(subject),
    message: enough
      ? `The config plans with ${tokens(configured)} tokens for ${model.ref}, but ${ProductName(facts.state)} gives it ${tokens(allocated)}`
      : `${ProductName(facts.state)} gives ${model.ref} ${tokens(allocated)} tokens: the config says ${tokens(configured)}, and a first turn needs ${tokens(needs.minimum)}`,
    evidence: evidence({
      configured,
      allocated,
      trained,
      needed: needs.minimum,
      source: model.served?.contextAllocated.source,
    }),
    fixHint: hint(subject, sizes, allocated, enough),
    fix: fixOf({
      edits,
      safe: edits.length > 0 && allocated >= needs.comfortable && fixedSize(subject),
    }),
    restart: raises ? moreContext(subject) : undefined,
  });
}

/** The server cannot have what the config says, and has too little for a session. */
function raisesAndLowers(sizes: ContextSizes, allocated: number): boolean {
  const target = wantedContext(sizes);
  const unreachable = target < (sizes.configured ?? 0);
  return unreachable && target > allocated && allocated < sizes.needs.comfortable;
}

/** A gateway reports a configured figure, not a measured one, so this is only a warning. */
function belowDeclared(
  subject: Subject,
  { field, needs }: ContextSizes,
  declared: number,
  configured: number,
): CheckFinding {
  const { facts, model } = subject;
  return aboutModel(subject, field, {
    severity: "warning",
    message: `The config plans with ${tokens(configured)} tokens for ${model.ref}, but ${ProductName(facts.state)} declares ${tokens(declared)}`,
    evidence: evidence({ configured, declared, source: model.served?.contextTrained.source }),
    fixHint: `set ${field} to ${declared}, or ${raiseBehind(subject)}; if that server has more, correct what ${ProductName(facts.state)} declares`,
    fix: fixOf({ edits: declared >= needs.minimum ? planWith(subject, declared) : [] }),
  });
}

/** Nothing refuses the prompt, so this is only a warning. */
function beyondTraining(
  subject: Subject,
  { field, needs }: ContextSizes,
  learned: number,
  configured: number,
): CheckFinding {
  const { facts, model } = subject;
  return aboutModel(subject, field, {
    severity: "warning",
    message: `The config plans with ${tokens(configured)} tokens for ${model.ref}, which was trained for ${tokens(learned)}; ${ProductName(facts.state)} does not refuse longer prompts, for which the model was not trained`,
    evidence: evidence({ configured, trained: learned, source: model.served?.contextTrained.source }),
    fixHint: `set ${field} to ${learned}`,
    fix: fixOf({ edits: learned >= needs.minimum ? planWith(subject, learned) : [] }),
  });
}

function hint(subject: Subject, sizes: ContextSizes, allocated: number, enough: boolean): string {
  const wanted = wantedContext(sizes);
  const target = tokens(wanted);
  const { configured, field } = sizes;
  const memory = limitedByMemory(sizes);
  const raise = raiseHint(subject, wanted);
  if (raisesAndLowers(sizes, allocated))
    return `${raise}, which is what ${memory ? "fits into this machine's memory" : "the model was trained for"}, and set ${field} to as many`;
  if (!enough) return `${raise}; a smaller ${field} would not help`;
  const lower = `set ${field} to ${allocated}`;
  if (configured !== null && wanted < configured)
    return `${lower}: ${memory ? `more than ${target} tokens do not fit into this machine's memory` : `the model was trained for ${target} tokens`}`;
  const reload =
    subject.facts.provider?.id === "lmstudio"
      ? "; otherwise OpenClaw makes LM Studio reload the model with the larger size, which may not fit into memory"
      : "";
  return `${lower}, or ${raise}${reload}`;
}
