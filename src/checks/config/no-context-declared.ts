import { fixOf } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { tokens } from "../../core/words.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import { configuredContext } from "../../openclaw/view.ts";
import { effectiveApi, usedRows } from "../support/config-refs.ts";
import { contextSizes, fixedSize, planWith } from "../support/context.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN, QWEN_IS_DEFAULT } from "../support/example.ts";
import { aboutModel, evidence, perModel, type Said, UNKNOWN } from "../support/outcome.ts";
import { ProductName } from "../support/product.ts";
import { type CheckContext, defineCheck, type Subject } from "../types.ts";

/** What OpenClaw assumes for a model without a size (user reports: 128,000 or 200,000, depending on the version). */
const ASSUMED = 200_000;

/** A local model in use without a context size. */
export const noContextDeclared = defineCheck({
  id: "no-context-declared",
  title: "Local model without a context size",
  severity: "warning",
  doc: {
    what: "A local model that OpenClaw uses has neither `contextWindow` nor `contextTokens`. `doctor` reports it when the server has allocated less than OpenClaw assumes.",
    why: "OpenClaw does not ask the server, not even LM Studio or llama.cpp, about a model that the config declares. It assumes a large context window and starts to compact only long after the server has begun to refuse or cut the conversation. It tells LM Studio to load the model with 200,000 tokens.",
    bad: localProvider('models: [{ id: "qwen3", name: "Qwen3" }],', QWEN_IS_DEFAULT),
    good: localProvider(QWEN, QWEN_IS_DEFAULT),
    seen: "{ id: 'qwen3', name: 'Qwen3' }   // the server has 65536",
    helps: {
      always: {
        "OpenClaw config":
          "`models.providers.<id>.models[].contextWindow: 65536`, with the figure that `openclaw-local scan` shows",
      },
      because: "OpenClaw never asks the server for it",
    },
  },
  config: {
    run: each(usedRows, (found, context) => {
      const { provider, row } = found;
      // Without a default model, a plugin or another file may complete the row.
      if (context.view.primary === null) return null;

      if (provider.local !== true || configuredContext(row) !== null) return null;
      // Ollama's own API takes its context from the request: ollama-context-default
      if (effectiveApi(found) === "ollama" || isOfProvider(provider, context)) return null;
      return {
        at: [...row.path, "id"],
        target: row.ref,
        guess: true,
        message: `${row.ref} has no contextWindow, so OpenClaw assumes one that the server may not have`,
        fixHint: "set contextWindow to the context that the server has allocated",
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
  const { configured, allocated: given, learned, needs } = contextSizes(subject);
  const allocated = given ?? learned;
  if (row === null || !model.used || served === null || served.type === "embedding") return null;
  if (provider === null || isOfProvider(provider, context)) return null;
  if (configured === null && allocated === null) return UNKNOWN;
  if (configured !== null || allocated === null || allocated >= ASSUMED) return null;
  return aboutModel(subject, "id", {
    message: `The config gives ${model.ref} no contextWindow, and ${given === null ? `it was trained for ${tokens(allocated)} tokens` : `${ProductName(state)} has ${tokens(allocated)} tokens for it`}: OpenClaw assumes more`,
    evidence: evidence({
      ...(given === null ? { trained: allocated } : { allocated }),
      source: (given === null ? served.contextTrained : served.contextAllocated).source,
    }),
    fixHint: `set contextWindow to ${allocated}`,
    fix: fixOf({
      edits: planWith(subject, allocated),
      safe: allocated >= needs.comfortable && fixedSize(subject),
    }),
  });
}

/** Releases from 2026.5 to 2026.7 accepted one size for all models of a provider. */
function isOfProvider({ path }: ProviderView, { config }: Pick<CheckContext, "config">): boolean {
  const keys = ["contextWindow", "contextTokens"];
  return keys.some((key) => typeof getIn(config?.value, [...path, key]) === "number");
}
