import { type Fix, type FixEdit, fixOf, setEdits, setFix } from "../../core/finding.ts";
import { asArray, getIn } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import { askedNumCtx } from "../../openclaw/num-ctx.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import type { CheckContext, ConfigContext } from "../types.ts";

/** The oldest schema on record that has `api: "ollama"`. */
const NATIVE_SINCE = "2026.2.26";
/** The oldest release whose rows were read to have `params`. */
const PARAMS_SINCE = "2026.5.28";
/** Ollama's default allocation below 23 GiB of GPU memory (its routes.go since 0.15.5). */
export const OLLAMA_DEFAULT = 4_096;

/**
 * The edits that switch a provider from Ollama's OpenAI-compatible API to its own, with the context that each row plans
 * with; none for a release that does not have it. Not safe: the larger KV cache may not fit into memory.
 */
export function nativeEdits(
  provider: ProviderView,
  { config, openclaw }: Pick<ConfigContext, "config" | "openclaw">,
): FixEdit[] {
  if (compareVersions(openclaw.version, NATIVE_SINCE) < 0) return [];
  const url = provider.baseUrl ?? "";
  const native = url.replace(/\/v1\/*$/, "");
  const rows = provider.rows.filter((row) => row.api === null || /^openai-/.test(row.api));
  const hasParams = compareVersions(openclaw.version, PARAMS_SINCE) >= 0;
  return [
    ...setEdits([...provider.path, "api"], "ollama"),
    ...(native === url ? [] : setEdits([...provider.path, "baseUrl"], native)),
    ...rows.flatMap((row) => (row.api === null ? [] : setEdits([...row.path, "api"], "ollama"))),
    ...rows.flatMap((row) => {
      const asked = askedNumCtx(config.value, { provider, row }, openclaw.version);
      if (!hasParams || asked !== undefined || (row.contextWindow ?? 0) <= OLLAMA_DEFAULT) return [];
      return setEdits([...row.path, "params", "num_ctx"], row.contextWindow);
    }),
  ];
}

/** Where the config switches off the plugin that speaks Ollama's API, and how to undo it; null: it is on. */
export function pluginOff({
  config,
}: Pick<CheckContext, "config">): { at: ConfigPath; fix: Fix | null } | null {
  const read = (...path: ConfigPath) => getIn(config?.value, path);
  for (const at of [
    ["plugins", "enabled"],
    ["plugins", "entries", "ollama", "enabled"],
  ])
    if (read(...at) === false) return { at, fix: setFix(at, true) };
  const index = asArray(read("plugins", "deny")).indexOf("ollama");
  const at = ["plugins", "deny", index];
  return index < 0 ? null : { at, fix: fixOf({ edits: [{ op: "remove", path: at }] }) };
}
