import { type FixEdit, fixOf } from "../../core/finding.ts";
import { asArray, getIn, isObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import type { ModelRefUse } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { aliases } from "../support/config-refs.ts";
import { localProvider } from "../support/example.ts";
import { type ConfigContext, defineCheck } from "../types.ts";

/** Since this release the allowlist has its own key. */
const POLICY_SINCE = "2026.8.1";

/** Overrides that the allowlist may refuse. The default model and its fallbacks are always allowed. */
const OVERRIDES: ReadonlySet<ModelRefUse["kind"]> = new Set(["subagent", "heartbeat", "other"]);

/** A model in use that is missing from the allowlist. */
export const modelNotInPolicy = defineCheck({
  id: "model-not-in-policy",
  title: "Model missing from the allowlist",
  severity: "warning",
  doc: {
    what: "A sub-agent, heartbeat or hook names a model that is not in the allowlist. The allowlist is `agents.defaults.modelPolicy.allow`; without it, and before 2026.8.1, it is the keys of `agents.defaults.models`.",
    why: "OpenClaw refuses the model there and uses the default one, which may be slower or paid. A single alias is enough to turn the map into an allowlist.",
    bad: localProvider(
      `models: [
  { id: "qwen3", name: "Qwen3", contextWindow: 65536 },
  { id: "small", name: "Small", contextWindow: 65536 },
],`,
      `agents: { defaults: {
  model: { primary: "local/qwen3" },
  models: { "local/qwen3": { alias: "Qwen" } },
  subagents: { model: "local/small" },
} },`,
    ),
    good: localProvider(
      `models: [
  { id: "qwen3", name: "Qwen3", contextWindow: 65536 },
  { id: "small", name: "Small", contextWindow: 65536 },
],`,
      `agents: { defaults: {
  model: { primary: "local/qwen3" },
  models: { "local/qwen3": { alias: "Qwen" }, "local/small": {} },
  subagents: { model: "local/small" },
} },`,
    ),
  },
  config: {
    run(context) {
      const list = allowlist(context);
      if (list === null) return [];
      const always = new Set([context.view.primary, ...context.view.fallbacks]);
      const names = aliases(context);
      return context.view.refs.flatMap((use) => {
        if (!OVERRIDES.has(use.kind) || always.has(use.ref) || names.has(use.ref.toLowerCase())) return [];
        if (list.entries.some((entry) => matches(entry, use.ref))) return [];
        const edit: FixEdit =
          list.kind === "policy"
            ? { op: "append", path: list.path, value: use.ref }
            : { op: "set", path: [...list.path, use.ref], value: {} };
        return [
          {
            at: use.path,
            target: use.ref,
            message: `"${use.ref}" is not in ${formatPath(list.path)}, which OpenClaw ${context.openclaw.version} uses as the allowlist`,
            evidence: { allowed: list.entries.slice(0, 40) },
            fixHint: "add it to the list",
            fix: fixOf({ edits: [edit], safe: true }),
          },
        ];
      });
    },
  },
});

interface Allowlist {
  kind: "policy" | "map";
  path: ConfigPath;
  entries: string[];
}

/** The allowlist of this version; null if every model is allowed. */
function allowlist({ config, openclaw }: ConfigContext): Allowlist | null {
  const defaults: ConfigPath = ["agents", "defaults"];
  const policy = getIn(config.value, [...defaults, "modelPolicy"]);
  const isNew = compareVersions(openclaw.version, POLICY_SINCE) >= 0;
  const migrated = getIn(config.value, ["meta", "migrations", "modelPolicyAllowlist"]) === true;
  if (isNew && (isObject(policy) || migrated)) {
    const path = [...defaults, "modelPolicy", "allow"];
    const entries = asArray(getIn(config.value, path)).filter((e) => typeof e === "string");
    return entries.length > 0 ? { kind: "policy", path, entries } : null;
  }
  const path = [...defaults, "models"];
  const models = getIn(config.value, path);
  const entries = isObject(models) ? Object.keys(models) : [];
  return entries.length > 0 ? { kind: "map", path, entries } : null;
}

/** Matches exactly, or by `provider/*`, `provider/namespace/*` or `*`. */
function matches(entry: string, ref: string): boolean {
  if (entry.endsWith("/*")) return ref.startsWith(entry.slice(0, -1));
  return entry === ref || entry === "*";
}
