import { asNumber, getIn, isObject } from "../core/json.ts";
import { type ConfigPath, formatPath } from "../core/path.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import type { ProviderView } from "../openclaw/types.ts";
import { isLocalRow, isReadVersion, localPrimary, namedRows } from "./support/local.ts";
import { providerKey, writtenBaseUrl } from "./support/text.ts";
import type { Rule, RuleContext, RuleFinding } from "./types.ts";

/** What OpenClaw waits for the first word on addresses that it takes for local, in seconds (read in 2026.9.6). */
const LOCAL_LIMIT = 300;
/** The same on every other address. */
const REMOTE_LIMIT = 120;
/** A cold load and a first prompt of 13,000 tokens on a slow machine. */
const PATIENT = 600;
/** Ids that get the local limit anywhere, alone or with a suffix behind a dash. */
const SELF_HOSTED = /^(?:ollama|lmstudio|vllm|sglang|llama-cpp)(?:-|$)/i;
/** Keys that mark a bare host name as local. */
const LOCAL_KEYS = new Set(["custom-local", "ollama-local"]);

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
    return own > 0 && own < LOCAL_LIMIT
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
      message: `OpenClaw takes ${new URL(url).hostname} for a remote host and waits ${REMOTE_LIMIT} s for the first word`,
      evidence: { limitSeconds: REMOTE_LIMIT },
      fixHint: `set timeoutSeconds of the provider to ${PATIENT}`,
      fix: { commands: [], edits: [{ op: "set", path: formatPath(at), value: PATIENT }], safe: true },
    },
  ];
}

/** By the host alone only bare names and 169.254 addresses: any other local one has the local limit. */
function isTakenForRemote(context: RuleContext, provider: ProviderView, url: string): boolean {
  const host = classifyUrl(url);
  if (SELF_HOSTED.test(provider.id)) return false;
  if (host === "link-local") return !new URL(url).hostname.startsWith("[");
  if (host !== "bare-name" || isObject(providerKey(context, provider, "localService"))) return false;
  return !(provider.apiKey.kind === "literal" && LOCAL_KEYS.has(provider.apiKey.value.toLowerCase()));
}

/** The limit of a whole run cuts the one of the provider. */
function ofAgents(context: RuleContext): RuleFinding[] {
  const at = ["agents", "defaults", "timeoutSeconds"];
  const seconds = asNumber(getIn(context.config.value, at));
  const primary = localPrimary(context);
  if (primary === null || seconds === undefined || seconds <= 0 || seconds >= LOCAL_LIMIT) return [];
  return [
    tooShort(at, primary.row.ref, seconds, "it ends the whole run, not only the wait for the first word"),
  ];
}

function tooShort(at: ConfigPath, target: string, seconds: number, why: string): RuleFinding {
  return {
    at,
    target,
    message: `${seconds} s are too short for a local model: ${why}`,
    evidence: { seconds, localLimitSeconds: LOCAL_LIMIT },
    fixHint: `set it to ${PATIENT}`,
    fix: { commands: [], edits: [{ op: "set", path: formatPath(at), value: PATIENT }], safe: true },
  };
}
