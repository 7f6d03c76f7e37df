import type { EndpointFacts } from "../checks/facts.ts";
import { asArray, getKey, isObject, type Json, type JsonObject } from "../core/json.ts";
import { substitute } from "../openclaw/literal.ts";
import { type ResolvedSettings, requestSettings } from "../openclaw/request-settings.ts";
import type { ApiKeyView, ProviderView } from "../openclaw/types.ts";
import type { Env } from "../ports/index.ts";

export interface ResolvedKey {
  /** Sent as a bearer token; null sends none. */
  value: string | null;
  /** Where it came from, for findings. */
  about: EndpointFacts["key"];
}

export const NO_KEY: ResolvedKey = { value: null, about: { source: "none", name: null } };

/**
 * The key as OpenClaw would send it. Markers are never sent. An unset variable gives no key, although OpenClaw would
 * send the text `${NAME}`. Secrets in files and stores are not read.
 */
export function resolveKey(view: ApiKeyView, env: Env): ResolvedKey {
  switch (view.kind) {
    case "none":
      return NO_KEY;
    case "secretref":
      return { value: null, about: { source: "unreadable", name: view.source } };
    case "env":
      return fromEnv(view.name, env);
    case "literal":
      if (view.marker) return NO_KEY;
      return { value: substitute(view.value, env), about: { source: "config", name: null } };
  }
}

/** The key in a variable that was named for an address (`--api-key-env`). */
export function fromEnv(name: string, env: Env): ResolvedKey {
  const value = env[name];
  return value === undefined || value === ""
    ? { value: null, about: { source: "missing-env", name } }
    : { value, about: { source: "env", name } };
}

/** What the requests that read a server carry besides the key. */
export function readSettings(provider: ProviderView, key: ResolvedKey, env: Env): ResolvedSettings {
  return requestSettings(provider.entry, {
    env,
    hasKey: key.about.source !== "none",
    api: isNative(provider)
      ? "ollama"
      : (provider.api ?? "openai-completions") === "openai-completions"
        ? "chat"
        : "other",
    rowHeaders: sharedHeaders(provider.entry),
  });
}

/** True for Ollama's own API, whose base URL has no /v1. */
export function isNative(provider: ProviderView | null): boolean {
  return (provider?.api ?? (provider?.id === "ollama" ? "ollama" : null)) === "ollama";
}

/** The headers that every row sends: a proxy that requires them requires them for the model list too. */
function sharedHeaders(entry: Json): JsonObject {
  const [first, ...others] = asArray(getKey(entry, "models")).map((row) => getKey(row, "headers"));
  if (!isObject(first)) return {};
  const shared = Object.entries(first).filter(([name, value]) =>
    others.every((headers) => getKey(headers, name) === value),
  );
  return Object.fromEntries(shared);
}
