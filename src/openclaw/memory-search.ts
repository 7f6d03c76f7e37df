import { getIn, isObject, type JsonObject } from "../core/json.ts";
import type { ConfigView } from "./types.ts";
import { compareVersions } from "./version.ts";
import { usesHosted } from "./view.ts";

/** Since this release the settings are in memory.search, and the default provider is OpenAI (according to its docs). */
const AT_MEMORY_SINCE = "2026.8.1";

/** True when a config of local models turns memory search on without a provider for the embeddings. */
export function memorySearchAsksOpenai(value: JsonObject, view: ConfigView, version: string): boolean {
  const search = getIn(value, ["memory", "search"]);
  if (compareVersions(version, AT_MEMORY_SINCE) < 0 || !isObject(search)) return false;
  const isOn = search.enabled === true || (search.enabled !== false && typeof search.model === "string");
  const isChosen = (search.provider !== undefined && search.provider !== "auto") || isObject(search.remote);
  if (!isOn || isChosen || isObject(search.local)) return false;
  return isAllLocal(view) && !hasOpenaiKey(value);
}

/** True when all providers and all models in use are local, and there is a provider. */
function isAllLocal(view: ConfigView): boolean {
  const { providers } = view;
  if (providers.length === 0 || providers.some((p) => p.local !== true)) return false;
  return !usesHosted(view);
}

/** True when the config has an OpenAI auth profile or OPENAI_API_KEY. */
function hasOpenaiKey(value: JsonObject): boolean {
  const profiles = getIn(value, ["auth", "profiles"]);
  const names = isObject(profiles) ? Object.keys(profiles) : [];
  return (
    names.some((name) => name.startsWith("openai")) ||
    getIn(value, ["env", "vars", "OPENAI_API_KEY"]) !== undefined
  );
}
