import { getIn, isObject } from "../core/json.ts";
import { formatPath } from "../core/path.ts";
import { compareVersions } from "../openclaw/version.ts";
import { callingRefs, isLocalRef } from "./support/refs.ts";
import type { Rule, RuleContext } from "./types.ts";

/** Since this release the settings stand in memory.search, and "not given" means OpenAI (its docs say so). */
const AT_MEMORY_SINCE = "2026.8.1";

/** Memory search that goes to OpenAI in a config of local models. */
export const memorySearchNeedsOpenai: Rule = {
  id: "memory-search-needs-openai",
  title: "Memory search that goes to OpenAI",
  severity: "info",
  doc: {
    what: "`memory.search` is switched on (`enabled: true`, or a `model`) without a `provider`, every provider of the config is a local one, and the config holds no key for OpenAI.",
    why: 'Without a provider OpenClaw takes OpenAI for embeddings. Without a key it says "No API key found for provider openai" and searches by words only; with one in the environment the notes leave the machine.',
    bad: `{
  memory: { search: { enabled: true } },
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
    good: `{
  memory: { search: { enabled: true, provider: "local" } },
  agents: { defaults: { model: { primary: "local/qwen3" } } },
  models: { providers: { local: {
    baseUrl: "http://127.0.0.1:8000/v1",
    api: "openai-completions",
    models: [{ id: "qwen3", name: "Qwen3", contextWindow: 65536 }],
  } } },
}`,
  },
  run(context) {
    const { config, openclaw } = context;
    const at = ["memory", "search"];
    const search = getIn(config.value, at);
    if (compareVersions(openclaw.version, AT_MEMORY_SINCE) < 0 || !isObject(search)) return [];
    const isOn = search.enabled === true || (search.enabled !== false && typeof search.model === "string");
    const isChosen = (search.provider !== undefined && search.provider !== "auto") || isObject(search.remote);
    if (!isOn || isChosen || isObject(search.local) || !isAllLocal(context) || hasOpenaiKey(context))
      return [];
    return [
      {
        at,
        atKey: true,
        target: "openai",
        message: "Memory search has no provider and so asks OpenAI, but every provider here is a local one",
        fixHint: `set ${formatPath([...at, "provider"])}: "local", "ollama" or a provider with an embedding model; "none" searches by words`,
      },
    ];
  },
};

/** True when no model in use and no provider is a hosted one; a config without any provider says nothing. */
function isAllLocal(context: RuleContext): boolean {
  const { providers } = context.view;
  if (providers.length === 0 || providers.some((p) => p.local !== true)) return false;
  return callingRefs(context).every((use) => isLocalRef(context, use.ref));
}

/** A key for OpenAI in any place of the config, also of another agent or an auth profile. */
function hasOpenaiKey({ config }: RuleContext): boolean {
  const profiles = getIn(config.value, ["auth", "profiles"]);
  const names = isObject(profiles) ? Object.keys(profiles) : [];
  return (
    names.some((name) => name.startsWith("openai")) ||
    getIn(config.value, ["env", "vars", "OPENAI_API_KEY"]) !== undefined
  );
}
