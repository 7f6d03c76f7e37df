import { formatPath } from "../../core/path.ts";
import { tokens } from "../../core/words.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { configuredContext } from "../../openclaw/view.ts";
import { namedRows } from "../support/config-local.ts";
import { allRows } from "../support/config-refs.ts";
import { each } from "../support/each.ts";
import { defineCheck } from "../types.ts";

/**
 * The first release known to look the context window up by provider and id. 2026.2.26 keeps one per bare id, and the
 * last row wins (both read in the releases' code; reported as openclaw/openclaw issue 19608).
 */
const BY_PROVIDER_SINCE = "2026.3.24";

/** Two context windows for one model id, of which an old OpenClaw keeps only the last. */
export const sameIdTwoProviders = defineCheck({
  id: "same-id-two-providers",
  title: "One model id with two context windows",
  severity: "warning",
  doc: {
    what: "Two providers declare the same model id with different context windows, and the first one is in use. This affects only releases before 2026.3.24.",
    why: "Those releases store the context window under the bare model id, so the last row wins for both providers. OpenClaw then plans with a context window that the server does not have.",
    bad: `{
  agents: { defaults: { model: { primary: "small/qwen3" } } },
  models: { providers: {
    small: { baseUrl: "http://127.0.0.1:8000/v1", apiKey: "local", api: "openai-completions",
      models: [{ id: "qwen3", name: "Qwen3", contextWindow: 40960, maxTokens: 8192 }] },
    big: { baseUrl: "http://127.0.0.1:8001/v1", apiKey: "local", api: "openai-completions",
      models: [{ id: "qwen3", name: "Qwen3", contextWindow: 131072, maxTokens: 8192 }] },
  } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "small/qwen3-40k" } } },
  models: { providers: {
    small: { baseUrl: "http://127.0.0.1:8000/v1", apiKey: "local", api: "openai-completions",
      models: [{ id: "qwen3-40k", name: "Qwen3", contextWindow: 40960, maxTokens: 8192 }] },
    big: { baseUrl: "http://127.0.0.1:8001/v1", apiKey: "local", api: "openai-completions",
      models: [{ id: "qwen3", name: "Qwen3", contextWindow: 131072, maxTokens: 8192 }] },
  } },
}`,
    version: "2026.2.26",
  },
  config: {
    run: each(namedRows, ({ provider, row }, context) => {
      const { version } = context.openclaw;
      if (compareVersions(version, BY_PROVIDER_SINCE) >= 0) return null;
      const rows = allRows(context);

      const own = configuredContext(row);
      const last = rows.filter((r) => r.row.id === row.id && configuredContext(r.row) !== null).at(-1);
      const wins = last === undefined ? null : configuredContext(last.row);
      if (own === null || last === undefined || wins === null || wins === own) return null;
      if (last.provider.id === provider.id) return null;
      const key = row.contextTokens !== null ? "contextTokens" : "contextWindow";
      return {
        at: [...row.path, key],
        target: row.ref,
        message: `OpenClaw ${version} plans ${row.ref} with the ${tokens(wins)} tokens of ${last.row.ref}, not with its own ${tokens(own)}`,
        evidence: { declared: own, taken: wins, from: formatPath(last.row.path) },
        fixHint: "serve one of the two under another name, or update OpenClaw",
      };
    }),
  },
});
