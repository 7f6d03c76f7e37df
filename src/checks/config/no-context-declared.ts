import { fixOf } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { tokens } from "../../core/words.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import { configuredContext } from "../../openclaw/view.ts";
import { usedRows } from "../support/config-refs.ts";
import { contextSizes, planWith } from "../support/context.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN_IS_DEFAULT } from "../support/example.ts";
import { aboutModel, evidence, perModel, type Said, UNKNOWN } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, defineCheck, type Subject } from "../types.ts";

/** Providers whose plugin asks the server for the context size. */
const ASKS_SERVER = new Set(["lmstudio", "ollama", "llama-cpp"]);

/** What OpenClaw takes for a model of which nothing is said (user reports: 128,000 or 200,000 by version). */
const ASSUMED = 200_000;

/** A local model in use without a context size. */
export const noContextDeclared = defineCheck({
  id: "no-context-declared",
  title: "Local model without a context size",
  severity: "warning",
  doc: {
    what: "A local model that OpenClaw runs on has neither `contextWindow` nor `contextTokens`. On a running server: a model in use has neither contextWindow nor contextTokens, and the server tells what it has allocated: less than OpenClaw assumes.",
    why: "OpenClaw does not ask the server; it assumes a large window, and compacts the conversation only when the server has long refused or cut it.",
    bad: localProvider('models: [{ id: "qwen3", name: "Qwen3" }],', QWEN_IS_DEFAULT),
    good: localProvider('models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],', QWEN_IS_DEFAULT),
    seen: "{ id: 'qwen3', name: 'Qwen3' }   // the server has 65536",
    helps: "{ id: 'qwen3', name: 'Qwen3', contextWindow: 65536 }",
  },
  config: {
    run: each(usedRows, ({ provider, row }, context) => {
      // Without a default model the row may be one of many that a plugin or another file completes.
      if (context.view.primary === null) return null;

      if (provider.local !== true || ASKS_SERVER.has(provider.id) || configuredContext(row) !== null)
        return null;
      if (isOfProvider(provider, context)) return null;
      return {
        at: [...row.path, "id"],
        target: row.ref,
        guess: true,
        message: `${row.ref} has no contextWindow, so OpenClaw assumes one that the server may not have`,
        fixHint: "set contextWindow to what the server has loaded the model with",
      };
    }),
  },
  server: {
    stage: "context",
    after: ["lmstudio-unloaded", "llamacpp-slots-split-context", "context-below-floor"],
    run: perModel(judge),
  },
});

function judge(subject: Subject): Said {
  const { facts, model, context } = subject;
  const { provider, state } = facts;
  const { row, served } = model;
  const { configured, allocated, needs } = contextSizes(subject);
  if (row === null || !model.used || served === null || served.type === "embedding") return null;
  if (provider === null || ASKS_SERVER.has(provider.id) || isOfProvider(provider, context)) return null;
  if (configured === null && allocated === null) return UNKNOWN;
  if (configured !== null || allocated === null || allocated >= ASSUMED) return null;
  return aboutModel(subject, "id", {
    message: `The config gives ${model.ref} no contextWindow, and ${ProductName(state)} has ${tokens(allocated)} tokens for it: OpenClaw assumes more`,
    evidence: evidence({ allocated, source: served.contextAllocated.source }),
    fixHint: `set contextWindow to ${allocated}`,
    fix: fixOf({ edits: planWith(subject, allocated), safe: allocated >= needs.comfortable }),
  });
}

/** Releases from 2026.5 to 2026.7 took one figure for all models of a provider. */
function isOfProvider({ path }: ProviderView, { config }: Pick<CheckContext, "config">): boolean {
  const keys = ["contextWindow", "contextTokens"];
  return keys.some((key) => typeof getIn(config?.value, [...path, key]) === "number");
}
