import { type FixEdit, fixOf } from "../../core/finding.ts";
import { asArray, getIn, isObject, type Json } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { primaryOf, runningAgents } from "../../openclaw/agents.ts";
import type { ModelRefUse } from "../../openclaw/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { refKey } from "../../openclaw/view.ts";
import { canonicalRef, leadsNowhere } from "../support/config-refs.ts";
import { localProvider } from "../support/example.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** Since this release the allowlist has its own key. */
const POLICY_SINCE = "2026.8.1";

const DEFAULTS: ConfigPath = ["agents", "defaults"];

/** A model in use that is missing from the allowlist. */
export const modelNotInPolicy = defineCheck({
  id: "model-not-in-policy",
  title: "Model missing from the allowlist",
  severity: "warning",
  doc: {
    what: "A sub-agent, heartbeat, hook or channel names a model that is not in the allowlist, or the list has wildcards and lacks the default model itself. The allowlist is `modelPolicy.allow` of the agent, else of `agents.defaults`; without them, and before 2026.8.1, it is the keys of `agents.defaults.models`.",
    why: "OpenClaw refuses the model there and uses the default one, which may be slower or paid. A single alias is enough to turn the map into an allowlist. With a wildcard in the list, OpenClaw does not exempt the default model: the turn silently runs on the first model that the list allows, which may be a paid one.",
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
    run: (context) => [...overrides(context), ...lostPrimaries(context)],
  },
});

/** Overrides that the allowlist of their agent refuses. Its default model and fallbacks are harmless to refuse. */
function overrides(context: ConfigContext): ConfigFinding[] {
  const { value } = context.config;
  return context.view.refs.flatMap((use) => {
    const agent = use.path[0] === "agents" ? use.path.slice(0, use.path[1] === "defaults" ? 2 : 3) : DEFAULTS;
    const list = isOverride(use) ? allowlist(context, agent) : null;
    if (list === null || allows(context, list, use.ref) || leadsNowhere(context, use.ref)) return [];
    const always = [primaryOf(value, agent)?.ref, ...context.view.fallbacks];
    const ref = canonicalRef(context, use.ref);
    if (always.some((other) => other !== undefined && canonicalRef(context, other) === ref)) return [];
    const message = `"${use.ref}" is not in ${formatPath(list.path)}, which OpenClaw ${context.openclaw.version} uses as the allowlist`;
    return finding(list, use, message);
  });
}

/** Default models that a list with wildcards keeps their own agent from using. */
function lostPrimaries(context: ConfigContext): ConfigFinding[] {
  const { value } = context.config;
  if (compareVersions(context.openclaw.version, POLICY_SINCE) < 0) return [];
  const seen = new Set<string>();
  return runningAgents(value).flatMap((agent) => {
    const list = allowlist(context, agent);
    const primary = primaryOf(value, agent);
    // a list of exact refs always lets the default model pass
    if (list === null || primary === null || !list.entries.some(isWildcard)) return [];
    if (allows(context, list, primary.ref) || leadsNowhere(context, primary.ref)) return [];
    const isOwnList = list.path[1] !== "defaults" && primary.path[1] === "defaults";
    const path = isOwnList ? list.path : primary.path;
    if (seen.has(formatPath(path))) return [];
    seen.add(formatPath(path));
    const who = agent[1] === "defaults" ? "the agent" : `the agent ${JSON.stringify(agent.at(-1))}`;
    const message = `${formatPath(list.path)} has wildcards and lacks "${primary.ref}", so ${who} runs on the first model that it allows instead of its default one`;
    return { ...finding(list, { ref: primary.ref, path }, message), severity: "error" as const };
  });
}

function finding(
  list: Allowlist,
  { ref, path }: Pick<ModelRefUse, "ref" | "path">,
  message: string,
): ConfigFinding {
  const edit: FixEdit =
    list.kind === "policy"
      ? { op: "append", path: list.path, value: ref }
      : { op: "set", path: [...list.path, ref], value: {} };
  return {
    at: path,
    target: ref,
    message,
    evidence: { allowed: list.entries.slice(0, 40) },
    fixHint: `add "${ref}" to ${formatPath(list.path)}, or name a model that it allows`,
    // the list may be meant, and the model the mistake
    fix: fixOf({ edits: [edit] }),
  };
}

interface Allowlist {
  kind: "policy" | "map";
  path: ConfigPath;
  entries: string[];
}

/** The allowlist of an agent in this version; null if every model is allowed. */
function allowlist({ config, openclaw }: ConfigContext, agent: ConfigPath): Allowlist | null {
  const isNew = compareVersions(openclaw.version, POLICY_SINCE) >= 0;
  const owners = isNew ? [agent, DEFAULTS] : [];
  for (const owner of owners) {
    const path = [...owner, "modelPolicy", "allow"];
    const allow = getIn(config.value, path);
    if (allow !== undefined) return listOf("policy", path, asArray(allow));
  }
  const migrated = getIn(config.value, ["meta", "migrations", "modelPolicyAllowlist"]) === true;
  if (isNew && (isObject(getIn(config.value, [...DEFAULTS, "modelPolicy"])) || migrated)) return null;
  const path = [...DEFAULTS, "models"];
  const models = getIn(config.value, path);
  return listOf("map", path, isObject(models) ? Object.keys(models) : []);
}

function listOf(kind: Allowlist["kind"], path: ConfigPath, entries: readonly Json[]): Allowlist | null {
  const refs = entries.filter((entry) => typeof entry === "string" && entry.trim() !== "");
  return refs.length > 0 ? { kind, path, entries: refs.map(String) } : null;
}

function isOverride({ kind, path }: ModelRefUse): boolean {
  if (kind === "subagent" || kind === "heartbeat") return true;
  return kind === "other" && (path[0] === "hooks" || path[1] === "modelByChannel");
}

function allows(context: ConfigContext, { entries }: Allowlist, written: string): boolean {
  const ref = canonicalRef(context, written);
  return entries.some((entry) =>
    isWildcard(entry) ? ref.startsWith(wildcardStart(entry)) : canonicalRef(context, entry) === ref,
  );
}

/** `provider/*` or `provider/namespace/*`. */
function isWildcard(entry: string): boolean {
  return entry.trim() === "*" || entry.trim().endsWith("/*");
}

function wildcardStart(entry: string): string {
  return refKey(entry.trim().slice(0, -1));
}
