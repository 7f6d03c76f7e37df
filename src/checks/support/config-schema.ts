import type { LoadedConfig } from "../../config/read/types.ts";
import { type ConfigCheck, checkConfig } from "../../openclaw/schema/check-config.ts";
import type { SchemaIssue } from "../../openclaw/schema/types.ts";
import type { ConfigContext } from "../types.ts";

/** Several rules use the same result, so a config is checked only once per version. */
const memo = new WeakMap<LoadedConfig, Map<string, ConfigCheck>>();

/** What OpenClaw's schema of the context's version says about the config. */
export function schemaCheck({ config, openclaw }: ConfigContext): ConfigCheck {
  let byVersion = memo.get(config);
  if (byVersion === undefined) {
    byVersion = new Map();
    memo.set(config, byVersion);
  }
  let check = byVersion.get(openclaw.version);
  if (check === undefined) {
    check = checkConfig(config.value, openclaw.version);
    byVersion.set(openclaw.version, check);
  }
  return check;
}

/** The rule that reports a schema issue; each issue belongs to exactly one. */
export type SchemaRule =
  | "config-unknown-key"
  | "api-wrong-enum"
  | "config-schema"
  | "agents-list-legacy"
  | "legacy-llm-idle-key"
  | "legacy-reservetokens"
  | "retired-key";

/** The issues that `rule` reports, for `each`. */
export function issuesOf(rule: SchemaRule): (context: ConfigContext) => SchemaIssue[] {
  return (context) => schemaCheck(context).issues.filter((issue) => ruleOf(issue) === rule);
}

function ruleOf({ kind, path }: SchemaIssue): SchemaRule {
  if (kind === "enum" && path[0] === "models" && path.at(-1) === "api") return "api-wrong-enum";
  if (kind !== "unknown-key") return "config-schema";
  const [first, second, third] = path;
  const isAgentDefault = first === "agents" && second === "defaults";
  if (path.length === 2 && first === "agents" && second === "list") return "agents-list-legacy";
  if (path.length === 3 && isAgentDefault && third === "llm") return "legacy-llm-idle-key";
  if (path.length === 4 && isAgentDefault && third === "compaction" && isReserveKey(path[3]))
    return "legacy-reservetokens";
  if (path.length === 3 && isAgentDefault && third === "contextTokens") return "retired-key";
  if (path.length === 4 && first === "models" && second === "providers" && isContextKey(path[3]))
    return "retired-key";
  return "config-unknown-key";
}

function isReserveKey(key: string | number | undefined): boolean {
  return key === "reserveTokens" || key === "reserveTokensFloor" || key === "maxHistoryShare";
}

function isContextKey(key: string | number | undefined): boolean {
  return key === "contextWindow" || key === "contextTokens";
}
