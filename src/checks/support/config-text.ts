import { getIn, type Json } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import type { ConfigContext } from "../types.ts";

/** The value of a provider's own key, as written. */
export function providerKey(
  context: ConfigContext,
  provider: ProviderView,
  ...keys: (string | number)[]
): Json | undefined {
  return getIn(context.config.value, [...provider.path, ...keys]);
}

/** The base URL written in the config (not a plugin's default); null if it contains a variable. */
export function writtenBaseUrl(context: ConfigContext, provider: ProviderView): string | null {
  const url = providerKey(context, provider, "baseUrl");
  return typeof url === "string" && url !== "" && !url.includes("${") ? url : null;
}

/** Names of keys whose value may be a secret, so that no fix or message repeats it. */
export function maySecret(key: string): boolean {
  return /key|token|secret|password|auth|header|env|cookie/i.test(key);
}

/** True for text under a name that may be that of a secret, and for variables. */
export function mayHoldSecret(path: ConfigPath, value: Json): boolean {
  if (typeof value === "string") return names(path).some(maySecret) && !/^\$\{\w+\}$/.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, item]) => mayHoldSecret([...path, key], item));
}

/** The keys of a place; that `env` holds variables says nothing of one of them. */
function names(path: ConfigPath): string[] {
  const steps = path.map(String);
  return steps[0] === "env" ? steps.slice(-1) : steps;
}
