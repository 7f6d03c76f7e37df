import type { JsonObject } from "../core/json.ts";
import { substitute } from "../openclaw/literal.ts";
import { isLocalUrl } from "../openclaw/locality.ts";
import type { ConfigView } from "../openclaw/types.ts";
import { viewConfig } from "../openclaw/view.ts";
import type { Env } from "../ports/index.ts";

/** The view of a config with the variables in its base URLs replaced, so that servers can be compared. */
export function resolvedView(value: JsonObject, env: Env): ConfigView {
  const view = viewConfig(value);
  const providers = view.providers.map((provider) => {
    if (provider.baseUrl === null || !provider.baseUrl.includes("$")) return provider;
    const baseUrl = substitute(provider.baseUrl, env);
    return { ...provider, baseUrl, local: isLocalUrl(baseUrl) };
  });
  return { ...view, providers };
}
