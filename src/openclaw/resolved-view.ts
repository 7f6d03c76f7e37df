import type { JsonObject } from "../core/json.ts";
import type { Env } from "../ports/index.ts";
import { substitute } from "./literal.ts";
import { isLocalUrl } from "./locality.ts";
import { isKeyName } from "./secret-places.ts";
import type { ConfigView } from "./types.ts";
import { viewConfig } from "./view.ts";

/**
 * The view of a config with the variables in its base URLs replaced, so that servers can be compared. Names of models are
 * read with variables too, but never with one that holds a key.
 */
export function resolvedView(value: JsonObject, env: Env): ConfigView {
  const view = viewConfig(value);
  const providers = view.providers.map((provider) => {
    if (provider.baseUrl === null || !provider.baseUrl.includes("$")) return provider;
    const baseUrl = substitute(provider.baseUrl, env);
    return { ...provider, baseUrl, local: isLocalUrl(baseUrl) };
  });
  const names = Object.fromEntries(Object.entries(env).filter(([name]) => !isKeyName(name)));
  return { ...view, providers, read: (text) => substitute(text, names) };
}
