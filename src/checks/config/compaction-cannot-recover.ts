import { formatPath } from "../../core/path.ts";
import { tokens } from "../../core/words.ts";
import { configuredContext } from "../../openclaw/view.ts";
import { localPrimary, rowOfRef } from "../support/config-local.ts";
import { each, refs } from "../support/each.ts";
import { localProvider } from "../support/example.ts";
import { defineCheck } from "../types.ts";

/** Below this, a summary of the history and the next prompt do not fit together. */
const ROOMY = 32_768;

/** Compaction by the same model whose context window is too small. */
export const compactionCannotRecover = defineCheck({
  id: "compaction-cannot-recover",
  title: "Compaction by a model with too little context",
  severity: "warning",
  doc: {
    what: "`compaction.model` names the default model itself, which is local and has a context window below 32,768 tokens.",
    why: "OpenClaw compacts a session when its history no longer fits. The same small context window must then hold the history to summarize it. The summary fails, or is as long as the history that it replaces, and compaction starts over.",
    bad: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 24576, maxTokens: 4096 }],',
      'agents: { defaults: { model: { primary: "local/qwen3" }, compaction: { model: "local/qwen3" } } },',
    ),
    good: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192 }],',
      'agents: { defaults: { model: { primary: "local/qwen3" }, compaction: { model: "local/qwen3" } } },',
    ),
  },
  config: {
    run: each(refs, (use, context) => {
      if (!formatPath(use.path).startsWith("agents.defaults.compaction.model")) return null;
      const primary = localPrimary(context);
      const window = primary === null ? null : configuredContext(primary.row);
      if (primary === null || window === null || window >= ROOMY) return null;
      if (rowOfRef(context, use.ref)?.row !== primary.row) return null;
      return {
        at: use.path,
        target: primary.row.ref,
        message: `${primary.row.ref} must summarize in ${tokens(window)} tokens a history that no longer fits into them`,
        evidence: { contextWindow: window },
        fixHint: "load the model with 65,536 tokens, or name one with a larger window for compaction",
      };
    }),
  },
});
