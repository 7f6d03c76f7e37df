import { asNumber, getIn, isObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { classifyUrl } from "../../openclaw/locality.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import {
  firstEventLimit,
  LOCAL_LIMIT_SECONDS,
  PATIENT_SECONDS,
  REMOTE_LIMIT_SECONDS,
} from "../../openclaw/watchdog.ts";
import { isLocalRow, isReadVersion, localPrimary, namedRows } from "../support/config-local.ts";
import { providerKey, writtenBaseUrl } from "../support/config-text.ts";
import type { Rule, RuleContext, RuleFinding } from "./types.ts";

/** A wait that is shorter than a local model may need for its first word. */
export const llmTimeoutSlowPrefill: Rule = {
  id: "llm-timeout-slow-prefill",
  title: "Wait that is too short for a local model",
  severity: "warning",
  doc: {
    what: "`timeoutSeconds` of a local provider, or of the agents that run on a local model, is below 300; or it is not given, and OpenClaw takes the host for a remote one (a bare name under an id that it does not know).",
    why: 'A local server first loads the model and reads 13,000 tokens or more. OpenClaw waits 300 s on local addresses and 120 s on others; `timeoutSeconds` replaces that in both directions. When the time is over it says "LLM request timed out" while the machine is still working, and starts again.',
    bad: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    timeoutSeconds: 60,
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    timeoutSeconds: 600,
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    // The provider's key is not in 2026.4.15 yet.
    if (!isReadVersion(context)) return [];
    const providers = namedRows(context)
      .filter(isLocalRow)
      .map(({ provider }) => provider);
    return [
      ...[...new Set(providers)].flatMap((provider) => ofProvider(context, provider)),
      ...ofAgents(context),
    ];
  },
};

function ofProvider(context: RuleContext, provider: ProviderView): RuleFinding[] {
  const at = [...provider.path, "timeoutSeconds"];
  const own = provider.timeoutSeconds;
  if (own !== null) {
    return own > 0 && own < LOCAL_LIMIT_SECONDS
      ? [tooShort(at, provider.id, own, "OpenClaw would wait longer without it")]
      : [];
  }
  const url = writtenBaseUrl(context, provider);
  if (url === null || providerKey(context, provider, "timeoutSeconds") !== undefined) return [];
  if (!isTakenForRemote(context, provider, url)) return [];
  return [
    {
      at: [...provider.path, "baseUrl"],
      target: provider.id,
      endpoint: url,
      message: `OpenClaw takes ${new URL(url).hostname} for a remote host and waits ${REMOTE_LIMIT_SECONDS} s for the first word`,
      evidence: { limitSeconds: REMOTE_LIMIT_SECONDS },
      fixHint: `set timeoutSeconds of the provider to ${PATIENT_SECONDS}`,
      fix: { commands: [], edits: [{ op: "set", path: formatPath(at), value: PATIENT_SECONDS }], safe: true },
    },
  ];
}

/** What is local for this tool, and not for OpenClaw. */
function isTakenForRemote(context: RuleContext, provider: ProviderView, url: string): boolean {
  // what 0.0.0.0 and public hosts do wrong has rules of its own
  const host = classifyUrl(url);
  if (host !== "link-local" && host !== "bare-name") return false;
  const localService = isObject(providerKey(context, provider, "localService"));
  const { id, apiKey } = provider;
  return firstEventLimit({ id, baseUrl: url, apiKey, localService }) === REMOTE_LIMIT_SECONDS;
}

/** The limit of a whole run cuts the one of the provider. */
function ofAgents(context: RuleContext): RuleFinding[] {
  const at = ["agents", "defaults", "timeoutSeconds"];
  const seconds = asNumber(getIn(context.config.value, at));
  const primary = localPrimary(context);
  if (primary === null || seconds === undefined || seconds <= 0 || seconds >= LOCAL_LIMIT_SECONDS) return [];
  return [
    tooShort(at, primary.row.ref, seconds, "it ends the whole run, not only the wait for the first word"),
  ];
}

function tooShort(at: ConfigPath, target: string, seconds: number, why: string): RuleFinding {
  return {
    at,
    target,
    message: `${seconds} s are too short for a local model: ${why}`,
    evidence: { seconds, localLimitSeconds: LOCAL_LIMIT_SECONDS },
    fixHint: `set it to ${PATIENT_SECONDS}`,
    fix: { commands: [], edits: [{ op: "set", path: formatPath(at), value: PATIENT_SECONDS }], safe: true },
  };
}
