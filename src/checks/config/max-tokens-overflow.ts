import { setFix } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import type { ServerKind } from "../../servers/types.ts";
import { allRows } from "../support/config-refs.ts";
import { contextSizes, outputLimit } from "../support/context.ts";
import { each } from "../support/each.ts";
import { localProvider } from "../support/example.ts";
import { aboutModel, evidence, matters, perModel, UNKNOWN } from "../support/outcome.ts";
import { rowPath } from "../support/paths.ts";
import { ProductName } from "../support/product.ts";
import { defineCheck } from "../types.ts";

/** Servers not known to shorten the output. A gateway passes the request on to an unknown server. */
const BEHIND: readonly (ServerKind | null)[] = [null, "openai-compatible", "litellm"];

/** An output limit as large as the context window. */
export const maxTokensOverflow = defineCheck({
  id: "max-tokens-overflow",
  title: "Output limit as large as the context window",
  severity: "warning",
  doc: {
    what: "`maxTokens` of a local model is not smaller than its context window. `doctor` also compares it with the context that vLLM or SGLang has allocated for prompt and output together.",
    why: "Prompt and output share the context window. OpenClaw shortens the output of a turn to what its own estimate of the prompt leaves. Where the estimate is too low, or outside of a turn, servers that check the sum, such as vLLM, refuse the request.",
    bad: localProvider('models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 65536 }],'),
    good: localProvider('models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192 }],'),
    seen: "{ contextWindow: 65536, maxTokens: 65536 }   // max_model_len 65536",
    helps: {
      always: { "OpenClaw config": "`models.providers.<id>.models[].maxTokens: 8192`" },
      because: "the limit is in the request",
    },
  },
  config: {
    // a context window that has to grow anyway makes room for the answer, too
    yieldsTo: ["context-below-floor"],
    run: each(allRows, ({ provider, row }) => {
      // contextTokens limits only OpenClaw; contextWindow is what the server has.
      const window = row.contextWindow ?? row.contextTokens;
      if (provider.local !== true || window === null || row.maxTokens === null || row.maxTokens < window)
        return null;
      const at = [...row.path, "maxTokens"];
      const value = outputLimit(window);
      return {
        at,
        target: row.ref,
        guess: true,
        message: `maxTokens ${tokens(row.maxTokens)} leaves no room for a prompt in a context window of ${tokens(window)}`,
        evidence: { maxTokens: row.maxTokens, contextWindow: window },
        fixHint: `set it to ${tokens(value)}`,
        fix: setFix(at, value),
      };
    }),
  },
  server: {
    stage: "context",
    after: ["context-server-below-config", "context-below-floor", "no-context-declared"],
    run: perModel((subject) => {
      const { facts, model } = subject;
      if (BEHIND.includes(facts.state.kind)) return UNKNOWN;
      // the others shorten an output that is too long
      if (!facts.server.quirks.includes("checks-output-limit") || !matters(subject)) return null;
      const { allocated } = contextSizes(subject);
      const maxTokens = model.row?.maxTokens ?? null;
      const path = rowPath(subject, "maxTokens");
      if (allocated === null || maxTokens === null || maxTokens < allocated || path === null) return null;
      const value = outputLimit(allocated);
      return aboutModel(subject, "maxTokens", {
        message: `maxTokens of ${model.ref} is ${tokens(maxTokens)}, and ${ProductName(facts.state)} has ${tokens(allocated)} for prompt and output together, and refuses such requests instead of shortening the output`,
        evidence: evidence({ maxTokens, allocated, source: model.served?.contextAllocated.source }),
        fixHint: `set maxTokens to ${value}`,
        fix: setFix(path, value),
      });
    }),
  },
});
