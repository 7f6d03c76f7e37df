import { getIn, isObject } from "../../core/json.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { answered } from "../../turn/probes/outcome.ts";
import { readMs } from "../../turn/sizes.ts";
import type { AnswerProbe } from "../../turn/types.ts";
import { isReadVersion, localPrimary, rowOfRef } from "../support/config-local.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { localProvider } from "../support/example.ts";
import { evidence } from "../support/outcome.ts";
import { defineCheck } from "../types.ts";

/** Since this release the plugin has modes, and looks deeper only where a message asks for it unless told "always". */
const MODES_SINCE = "2026.8.1";

/** Reading the same again took at least this part of the first time. A kept prompt takes a hundredth. */
const SAME_SHARE = 0.7;
/** And at least this long (ms): below it nobody waits, and a busy machine could look like it. */
const MIN_MS = 3_000;
/** A server that says it kept at least this part of the prompt is believed, whatever the clock says. */
const KEPT_SHARE = 0.5;

/** A second prompt before every answer, on the same server. */
export const promptCacheThrash = defineCheck({
  id: "prompt-cache-thrash",
  title: "Memory plugin that runs before every answer",
  severity: "info",
  doc: {
    what: 'The plugin `active-memory` is switched on by name, runs for every message (`mode: "always"`; before 2026.8.1 it has no other way), and uses the local model that answers as well. On a running server: the same long prompt, sent twice, took as long to read the second time (70 % or more of the first, and 3 s or more), and the server does not say that it kept half of it.',
    why: "It asks the model another question before each answer. A server with one slot drops the cached prompt of the chat for it and reads it again from the start, which takes minutes on a slow machine.",
    bad: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],',
      `plugins: { entries: { "active-memory": { enabled: true, config: { mode: "always" } } } },
agents: { defaults: { model: { primary: "local/qwen3" } } },`,
    ),
    good: localProvider(
      'models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],',
      `plugins: { entries: { "active-memory": { enabled: true, config: { mode: "escalate" } } } },
agents: { defaults: { model: { primary: "local/qwen3" } } },`,
    ),
    seen: "first token after 41 s, and after 40 s with the same prompt",
    helps: "llama.cpp: no --no-cache-prompt, one slot (-np 1), a newer build; vLLM: --enable-prefix-caching",
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
      // another model has a cache of its own
      if (typeof config.model === "string" && rowOfRef(context, config.model)?.row !== primary.row) return [];
      return [
        {
          at: hasModes ? [...at, "config", "mode"] : [...at, "enabled"],
          target: primary.row.ref,
          message: `active-memory asks ${primary.row.ref} before every answer, which costs the chat its cached prompt`,
          fixHint: hasModes
            ? 'set mode to "escalate", or give the plugin a small model of its own'
            : "give the plugin a small model of its own, or switch it off",
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
        message: `The server of ${ref} reads the whole prompt again each time: ${seconds(first)} s to the first word, ${seconds(second)} s with the same prompt`,
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
  // the first may have been quick for a reason of its own; then nothing follows from the second
  return readMs(second) >= Math.max(MIN_MS, readMs(first) * SAME_SHARE);
}

function seconds(seen: AnswerProbe): string {
  return (readMs(seen) / 1000).toFixed(1);
}
