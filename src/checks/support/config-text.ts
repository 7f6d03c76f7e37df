import { getIn, type Json } from "../../core/json.ts";
import type { ProviderView } from "../../openclaw/types.ts";
import type { RuleContext } from "../config/types.ts";

/** `1 key` and `2 keys`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** 65536 as "65,536". */
export function tokens(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `"a", "b" and 3 more`. */
export function listNames(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map((n) => JSON.stringify(n));
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  const last = shown.pop() ?? "";
  return shown.length > 0 ? `${shown.join(", ")} and ${last}` : last;
}

/** The value of a provider's own key, as written. */
export function providerKey(
  context: RuleContext,
  provider: ProviderView,
  ...keys: (string | number)[]
): Json | undefined {
  return getIn(context.config.value, [...provider.path, ...keys]);
}

/** The base URL that is written in the config (not a plugin's default), unless the environment fills it in. */
export function writtenBaseUrl(context: RuleContext, provider: ProviderView): string | null {
  const url = providerKey(context, provider, "baseUrl");
  return typeof url === "string" && url !== "" && !url.includes("${") ? url : null;
}

/** Names of keys whose value may be a secret, so that no fix or message repeats it. */
export function maySecret(key: string): boolean {
  return /key|token|secret|password|auth|header|env|cookie/i.test(key);
}
