import { getIn, isObject } from "../../core/json.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { answered } from "../../turn/probes/outcome.ts";
import { readMs } from "../../turn/sizes.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { isReadVersion, localPrimary, rowOfRef } from "../support/config-local.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { KEEP_PROMPT } from "../support/helps.ts";
import { evidence } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** Since this release the plugin has modes: it runs only when a message calls for it, unless set to "always". */
const MODES_SINCE = "2026.8.1";

/** Reading the same prompt again took at least this share of the first time. A cached prompt takes about 1 %. */
const SAME_SHARE = 0.7;
/** Reading it again took at least this long (ms). A shorter wait is harmless and could be due to a busy machine. */
const MIN_MS = 3_000;
/** No finding if the server reports at least this share of the prompt as cached, whatever the timing. */
const KEPT_SHARE = 0.5;

/** A plugin that sends another prompt to the same server before every answer. */
export const promptCacheThrash = defineCheck({
  id: "prompt-cache-thrash",
  title: "Memory plugin that runs before every answer",
  severity: "info",
  doc: {
    what: 'The plugin `active-memory` is enabled explicitly, runs for every message (`mode: "always"`, or any release before 2026.8.1), and uses the local model that also answers the user. `doctor --deep` also sends the same long prompt twice, and reports when the second time took as long to read (70 % or more of the first, and 3 s or more) and the server does not report half of the prompt as cached.',
    why: "The plugin sends the model another prompt before each answer. A server with one slot then drops the cached prompt of the chat and reads it again from the start, which takes minutes on a slow machine.",
    bad: localProvider(
      QWEN,
      `plugins: { entries: { "active-memory": { enabled: true, config: { mode: "always" } } } },
agents: { defaults: { model: { primary: "local/qwen3" } } },`,
    ),
    good: localProvider(
      QWEN,
      `plugins: { entries: { "active-memory": { enabled: true, config: { mode: "escalate" } } } },
agents: { defaults: { model: { primary: "local/qwen3" } } },`,
    ),
    seen: "first token after 41 s, and after 40 s with the same prompt",
    helps: {
      byServer: KEEP_PROMPT,
      also: { "OpenClaw config": '`plugins.entries.active-memory.config.mode: "escalate"`' },
    },
  },
  config: {
    run(context) {
      const primary = localPrimary(context);
      const at = ["plugins", "entries", "active-memory"];
      const plugin = getIn(context.config.value, at);
      if (primary === null || !isReadVersion(context) || !isObject(plugin) || plugin.enabled !== true)
        return [];
      const config = isObject(plugin.config) ? plugin.config : {};
      const hasModes = compareVersions(context.openclaw.version, MODES_SINCE) >= 0;
      if (config.enabled === false || (hasModes && config.mode !== "always")) return [];
      // another model has its own prompt cache
      if (typeof config.model === "string" && rowOfRef(context, config.model)?.row !== primary.row) return [];
      return [
        {
          at: hasModes ? [...at, "config", "mode"] : [...at, "enabled"],
          target: primary.row.ref,
          message: `active-memory asks ${primary.row.ref} before every answer, which evicts the chat's cached prompt`,
          fixHint: hasModes
            ? 'set mode to "escalate", or give the plugin a small model of its own'
            : "give the plugin its own small model, or switch it off",
        },
      ];
    },
  },
  turn: {
    severity: "warning",
    stage: "answers",
    after: ["no-answer", "answer-error", "error-under-200", "stream-cut"],
    run: perProbe("answer", (subject, first) => {
      const { ref, deep } = subject.model;
      const second = deep?.probes["repeat"];
      if (!answered(first) || !answered(second) || !readAgain(first, second)) return null;
      return aboutProbe(subject, second, {
        severity: "warning",
        message: `The server of ${ref} reads the whole prompt again each time: ${seconds(first)} s to the first token, ${seconds(second)} s with the same prompt`,
        evidence: evidence({
          firstMs: Math.round(readMs(first)),
          secondMs: Math.round(readMs(second)),
          cachedTokens: second.usage?.cached,
        }),
        fixHint: subject.facts.server.hints.keepPrompt,
      });
    }),
  },
});

function readAgain(first: AnswerProbe, second: AnswerProbe): boolean {
  const cached = second.usage?.cached ?? null;
  const prompt = second.usage?.prompt ?? null;
  if (cached !== null && prompt !== null && cached >= prompt * KEPT_SHARE) return false;
  // the first may have been quick for another reason; then the second proves nothing
  return readMs(second) >= Math.max(MIN_MS, readMs(first) * SAME_SHARE);
}

function seconds(seen: AnswerProbe): string {
  return (readMs(seen) / 1000).toFixed(1);
}
