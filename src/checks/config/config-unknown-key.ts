import { type Fix, type FixEdit, fixOf, setEdits } from "../../core/finding.ts";
import { getIn } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { keyHistory } from "../../openclaw/schema/check-config.ts";
import type { SchemaIssue } from "../../openclaw/schema/types.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { issuesOf, schemaCheck } from "../support/config-schema.ts";
import { maySecret } from "../support/config-text.ts";
import { each } from "../support/each.ts";
import { localProvider, QWEN } from "../support/example.ts";
import { evidence } from "../support/outcome.ts";
import { type RetiredAdvice, retiredAdvice, startNote } from "../support/retired.ts";
import { type ConfigContext, type ConfigFinding, defineCheck } from "../types.ts";

/** Common wrong keys (from other programs, forums or old releases), and the right ones. */
const MEANT = new Map(
  Object.entries({
    numctx: 'set "contextWindow" and, for Ollama, "params": { "num_ctx": … }',
    num_ctx: 'put it into "params" of the model row, and set "contextWindow"',
    contextlength: 'the key is "contextWindow"',
    context_length: 'the key is "contextWindow"',
    maxprompttokens: 'the key is "contextWindow" of the model row',
    localmodelmode: 'there is no such switch; name the local model in "agents.defaults.model.primary"',
    memorysearch: 'the settings are under "memory.search"',
    temperature: 'put it into "params"',
    routing: "`openclaw doctor --fix` moves its allowFrom and groupChat to channels and messages",
    identity: "it belongs to an agent: agents.entries.<id>.identity",
  }),
);

/** The same, of providers and their models only. */
const MEANT_IN_MODELS = new Map(
  Object.entries({
    capabilities: 'use "input" for images, "reasoning" for thinking, "compat.supportsTools" for tools',
    timeout: 'the key of a provider is "timeoutSeconds"',
  }),
);

/** A key that is not in OpenClaw's strict schema. */
export const configUnknownKey = defineCheck({
  id: "config-unknown-key",
  title: "Key that OpenClaw does not know",
  severity: "error",
  doc: {
    what: "The config has a key that this version of OpenClaw does not accept at that path.",
    why: "OpenClaw checks its config strictly: one unknown key makes the whole file invalid and the gateway does not start.",
    bad: `{
  models: { providers: { local: {
    baseURL: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: localProvider(QWEN),
  },
  config: {
    run: each(issuesOf("config-unknown-key"), describe),
  },
});

function describe(issue: SchemaIssue, context: ConfigContext): ConfigFinding {
  const { version } = context.openclaw;
  const key = String(issue.path.at(-1));
  const parent = issue.path.slice(0, -1);
  const where = parent.length > 0 ? `in ${formatPath(parent)}` : "at the top level";
  const history = keyHistory(issue.path, version);
  const past =
    history.until !== null
      ? `; OpenClaw ${history.until} had it`
      : history.since !== null
        ? `; OpenClaw ${history.since} has it`
        : "";
  const advice = retiredAdvice(context, issue.path);
  const note = advice === null ? null : startNote(context, issue.path);
  return {
    at: issue.path,
    atKey: true,
    message: isChannel(issue.path)
      ? `${JSON.stringify(key)} is not a channel of OpenClaw ${version}`
      : `${JSON.stringify(key)} is not a key of OpenClaw ${version} ${where}${past}`,
    // A version newer than every snapshot may have keys that are unknown here. OpenClaw itself removes inert ones.
    severity: schemaCheck(context).fit === "newer" || isHarmless(advice, context) ? "warning" : undefined,
    evidence: evidence({
      known: (issue.allowed ?? []).slice(0, 40),
      lastVersionWithKey: history.until,
      firstVersionWithKey: history.since,
    }),
    fixHint: [advice?.hint ?? issue.hint ?? hint(key, issue, history), note ?? []].flat().join("; "),
    fix: advice === null ? fix(context, issue, parent) : advice.fix,
  };
}

/** True for a key that OpenClaw removes at its next start without a loss. */
function isHarmless(advice: RetiredAdvice | null, { config, openclaw }: ConfigContext): boolean {
  return (
    advice?.inert === true && config.files.length === 1 && compareVersions(openclaw.version, "2026.9.6") >= 0
  );
}

const isChannel = (path: ConfigPath) => path.length === 2 && path[0] === "channels";

function hint(
  key: string,
  issue: SchemaIssue,
  history: { until: string | null; since: string | null },
): string {
  if (issue.suggestion !== undefined) return `did you mean ${JSON.stringify(issue.suggestion)}?`;
  const meant =
    MEANT.get(key.toLowerCase()) ??
    (issue.path[0] === "models" ? MEANT_IN_MODELS.get(key.toLowerCase()) : undefined);
  if (meant !== undefined) return meant;
  if (history.since !== null) return `update OpenClaw to ${history.since} or newer, or remove the key`;
  return "remove the key";
}

/** Renames to the suggestion, else removes; both are guesses. Never repeats a value that may be a secret. */
function fix(context: ConfigContext, issue: SchemaIssue, parent: ConfigPath): Fix | null {
  const remove: FixEdit = { op: "remove", path: issue.path };
  if (issue.suggestion === undefined) return fixOf({ edits: [remove] });
  const value = getIn(context.config.value, issue.path);
  const isPlain = typeof value === "number" || typeof value === "boolean" || typeof value === "string";
  if (value === undefined || !isPlain || maySecret(issue.suggestion))
    return { commands: [], edits: [], safe: false };
  return fixOf({ edits: [remove, ...setEdits([...parent, issue.suggestion], value)] });
}
