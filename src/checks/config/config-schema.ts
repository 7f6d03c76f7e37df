import { setFix } from "../../core/finding.ts";
import { getKey, isObject } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { isPluginProvider } from "../../openclaw/providers.ts";
import type { SchemaIssue } from "../../openclaw/schema/types.ts";
import { issuesOf } from "../support/config-schema.ts";
import { providerKey } from "../support/config-text.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { evidence } from "../support/outcome.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** All other values that OpenClaw's schema rejects. */
export const configSchema = defineCheck({
  id: "config-schema",
  title: "Value that OpenClaw's schema rejects",
  severity: "error",
  doc: {
    what: "A value has the wrong type or is out of range, or a required value is missing.",
    why: "One such value makes the whole config invalid, and the gateway does not start. A model row needs `id` and `name`; a provider that is not built into OpenClaw needs `baseUrl` and `models`.",
    bad: localProvider('models: [{ id: "qwen3", contextWindow: 65536 }],'),
    good: localProvider(QWEN),
  },
  config: {
    run(context) {
      const issues = each(issuesOf("config-schema"), describe)(context);
      const told = new Set(issues.map((issue) => `${formatPath(issue.at)} ${issue.message}`));
      return [
        ...issues,
        ...missingInProviders(context).filter((f) => !told.has(`${formatPath(f.at)} ${f.message}`)),
      ];
    },
  },
});

function describe(issue: SchemaIssue, context: ConfigContext): ConfigFinding {
  const isMissing = issue.kind === "required";
  const at = isMissing ? issue.path.slice(0, -1) : issue.path;
  const name = formatPath(at) || "the config";
  const suggestion = issue.suggestion === undefined ? null : JSON.stringify(issue.suggestion);
  const model = isMissing && issue.path.at(-1) === "name" ? rowId(context, issue.path) : null;
  const hint = suggestion === null ? null : `did you mean ${suggestion}?`;
  return {
    at,
    atKey: issue.kind === "key-name",
    message: isMissing
      ? `${JSON.stringify(issue.path.at(-1))} is missing in ${name}`
      : `${name} ${issue.message}`,
    evidence: evidence({ allowed: issue.allowed?.slice(0, 40) }),
    fixHint: model === null ? hint : "add a display name",
    fix: model === null ? null : setFix(issue.path, model, { safe: true }),
  };
}

/** The id of the row whose `name` is missing; it also serves as the name. */
function rowId(context: ConfigContext, path: readonly (string | number)[]): string | null {
  if (path.at(-3) !== "models" || path[0] !== "models") return null;
  let row: unknown = context.config.value;
  for (const step of path.slice(0, -1))
    row = Array.isArray(row) && typeof step === "number" ? row[step] : getKey(row, String(step));
  const id = getKey(row, "id");
  return typeof id === "string" && id !== "" ? id : null;
}

/** Since 2026.5 the schema does not require these keys; a later check in OpenClaw does, for custom providers only. */
function missingInProviders(context: ConfigContext): ConfigFinding[] {
  return context.view.providers.flatMap((provider) => {
    if (isPluginProvider(provider.id) || !isObject(providerKey(context, provider))) return [];
    return ["baseUrl", "models"]
      .filter((key) => providerKey(context, provider, key) === undefined)
      .map((key) => ({
        at: provider.path,
        message: `"${key}" is missing in ${formatPath(provider.path)}`,
        target: provider.id,
        fixHint: `OpenClaw has no built-in provider "${provider.id}", so it needs ${key}`,
      }));
  });
}
