import { type Fix, setFix } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import type { SchemaIssue } from "../../openclaw/schema/types.ts";
import { issuesOf } from "../support/config-schema.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { evidence } from "../support/outcome.ts";
import { retiredAdvice, startNote } from "../support/retired.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** All other values that OpenClaw's schema rejects. */
export const configSchema = defineCheck({
  id: "config-schema",
  title: "Value that OpenClaw's schema rejects",
  severity: "error",
  doc: {
    what: "A value has the wrong type, form or range, a required value is missing, settings exclude each other, or a value names something that does not exist.",
    why: "One such value makes the whole config invalid, and the gateway does not start. OpenClaw checks its schema first, then rules that the schema does not contain: durations, times, agent ids, channels, settings that exclude each other. A model row needs `id` and `name`; a provider that is not built into OpenClaw needs `baseUrl` and `models`.",
    bad: localProvider('models: [{ id: "qwen3", contextWindow: 65536 }],'),
    good: localProvider(QWEN),
  },
  config: {
    run: each(issuesOf("config-schema"), describe),
  },
});

function describe(issue: SchemaIssue, context: ConfigContext): ConfigFinding {
  const isMissing = issue.kind === "required";
  const at = isMissing ? issue.path.slice(0, -1) : issue.path;
  const name = formatPath(at) || "the config";
  const model = isMissing && issue.path.at(-1) === "name" ? rowId(context, issue.path) : null;
  const advice = isMissing ? null : retiredAdvice(context, issue.path);
  const note = advice === null ? null : startNote(context, issue.path);
  return {
    at,
    atKey: issue.kind === "key-name" || issue.atKey,
    message: isMissing
      ? `${JSON.stringify(issue.path.at(-1))} is missing in ${name}`
      : `${name} ${issue.message}`,
    evidence: evidence({ allowed: issue.allowed?.slice(0, 40) }),
    fixHint:
      advice === null
        ? model === null
          ? hintOf(issue, context)
          : "add a display name"
        : [advice.hint, note ?? []].flat().join("; "),
    fix: advice === null ? fixOf(issue, model) : advice.fix,
  };
}

function hintOf({ path, better, suggestion, hint }: SchemaIssue, context: ConfigContext): string | null {
  const alias = getIn(context.config.value, path);
  if (typeof alias === "string" && path[0] === "agents" && path.at(-2) === "models")
    return `write { alias: ${JSON.stringify(alias)} }`;
  if (better !== undefined) return `write ${JSON.stringify(better)}`;
  return suggestion === undefined ? (hint ?? null) : `did you mean ${JSON.stringify(suggestion)}?`;
}

function fixOf({ path, better }: SchemaIssue, name: string | null): Fix | null {
  const value = name ?? better;
  return value === undefined
    ? null
    : setFix(path, value, {
        safe: "OpenClaw does not start with the value as it is, and the new one has the only possible meaning",
      });
}

/** The id of the row whose `name` is missing; it also serves as the name. */
function rowId(context: ConfigContext, path: readonly (string | number)[]): string | null {
  if (path.at(-3) !== "models" || path[0] !== "models") return null;
  const id = getIn(context.config.value, [...path.slice(0, -1), "id"]);
  return typeof id === "string" && id !== "" ? id : null;
}
