import { setFix } from "../../core/finding.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import { requestsUsage } from "../../openclaw/providers.ts";
import { isLocalRow, isReadVersion, namedRows, rowKey } from "../support/config-local.ts";
import { effectiveApi } from "../support/config-refs.ts";
import { writtenBaseUrl } from "../support/config-text.ts";
import { aboutProbe, perProbe } from "../support/deep.ts";
import { each } from "../support/each.ts";
import { UPDATE } from "../support/helps.ts";
import { rowValue } from "../support/paths.ts";
import { defineCheck, type Subject } from "../types.ts";

/** Token counts that OpenClaw does not request. */
export const usageMissingInStream = defineCheck({
  id: "usage-missing-in-stream",
  title: "Token counts that OpenClaw does not request",
  severity: "warning",
  doc: {
    what: "A model in use runs on another machine's server through `openai-completions`, and `compat.supportsUsageInStreaming` is not set. The provider ids `vllm`, `sglang` and `lmstudio` never need it. `doctor --deep` also reports a server that sends no usage in the stream although OpenClaw requests it (`stream_options.include_usage`).",
    why: "OpenClaw requests token counts from such a server only on localhost, 127.0.0.1, ::1 and names in .local or .internal. Without them the context meter stays at 0 %, compaction does not start in time, and a long session overflows.",
    bad: `{
  agents: { defaults: { model: { primary: "gpu/qwen3" } } },
  models: { providers: { gpu: {
    baseUrl: "http://192.168.1.20:8000/v1",
    apiKey: "local",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "gpu/qwen3" } } },
  models: { providers: { gpu: {
    baseUrl: "http://192.168.1.20:8000/v1",
    apiKey: "local",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536, compat: { supportsUsageInStreaming: true } }],
  } } },
}`,
    seen: "the last chunk before [DONE] has no usage",
    helps: {
      byServer: {
        ...UPDATE,
        vllm: "`vllm serve MODEL --enable-force-include-usage`",
        litellm: "`general_settings.always_include_stream_usage: true` in its config.yaml",
        ollama: '`models.providers.ollama.api: "ollama"`, whose answers always count',
      },
      also: { "OpenClaw config": "`models.providers.<id>.models[].compat.supportsUsageInStreaming: true`" },
    },
  },
  config: {
    run: each(namedRows, (found, context) => {
      if (!isReadVersion(context)) return null;

      const { provider, row } = found;
      const url = writtenBaseUrl(context, provider);
      if (url === null || !isLocalRow(found) || effectiveApi(found) !== "openai-completions") return null;
      // OpenClaw blocks 0.0.0.0 (baseurl-path), and the address that replaces it is this machine
      if (classifyUrl(url) === "unspecified" || requestsUsage({ id: provider.id, baseUrl: url })) return null;
      // Either value is a decision: false means that the server cannot.
      if (rowKey(context, found, "compat", "supportsUsageInStreaming") !== undefined) return null;
      return {
        at: [...row.path, "id"],
        target: row.ref,
        endpoint: url,
        message: `OpenClaw does not ask ${new URL(url).hostname} for the token counts of ${row.ref}`,
        fixHint: "set compat.supportsUsageInStreaming to true, or to false if the server cannot send counts",
        // the config does not show whether the server can
        fix: setFix([...row.path, "compat", "supportsUsageInStreaming"], true),
      };
    }),
  },
  turn: {
    stage: "answers",
    after: ["no-answer", "stream-cut", "answer-error", "error-under-200"],
    run: perProbe("answer", (subject, seen) => {
      if (seen.route !== "chat" || seen.errorKind !== null || seen.usage !== null) return null;
      if (!asksForUsage(subject)) return null;
      return aboutProbe(subject, seen, {
        severity: "warning",
        message: `The stream of ${subject.model.ref} carries no token counts, so OpenClaw does not know when to compact`,
        fixHint: subject.facts.server.hints.countTokens,
      });
    }),
  },
});

/** True when the row's compat or OpenClaw's own rule requests the counts. */
function asksForUsage(subject: Subject): boolean {
  const { provider, baseUrl } = subject.facts;
  const stated = rowValue(subject, "compat", "supportsUsageInStreaming");
  if (typeof stated === "boolean") return stated;
  return requestsUsage({ id: provider?.id ?? "", baseUrl });
}
