import { getIn, isObject, type JsonObject } from "../core/json.ts";
import type { ConfigView } from "./types.ts";
import { compareVersions } from "./version.ts";
import { usesHosted } from "./view.ts";

/** Since this release the settings stand in memory.search, and "not given" means OpenAI (its docs say so). */
const AT_MEMORY_SINCE = "2026.8.1";

/** True when memory search was switched on in a config of local models without saying who makes the embeddings. */
export function memorySearchAsksOpenai(value: JsonObject, view: ConfigView, version: string): boolean {
  const search = getIn(value, ["memory", "search"]);
  if (compareVersions(version, AT_MEMORY_SINCE) < 0 || !isObject(search)) return false;
  const isOn = search.enabled === true || (search.enabled !== false && typeof search.model === "string");
  const isChosen = (search.provider !== undefined && search.provider !== "auto") || isObject(search.remote);
  if (!isOn || isChosen || isObject(search.local)) return false;
  return isAllLocal(view) && !hasOpenaiKey(value);
}

/** True when no model in use and no provider is a hosted one; a config without any provider says nothing. */
function isAllLocal(view: ConfigView): boolean {
  const { providers } = view;
  if (providers.length === 0 || providers.some((p) => p.local !== true)) return false;
  return !usesHosted(view);
}

/** A key for OpenAI in any place of the config, also of another agent or an auth profile. */
function hasOpenaiKey(value: JsonObject): boolean {
  const profiles = getIn(value, ["auth", "profiles"]);
  const names = isObject(profiles) ? Object.keys(profiles) : [];
  return (
    names.some((name) => name.startsWith("openai")) ||
    getIn(value, ["env", "vars", "OPENAI_API_KEY"]) !== undefined
  );
}
