import { getIn, isObject, type Json, type JsonObject, jsonObject } from "../../core/json.ts";
import { isPlaceholderKey } from "../../core/text.ts";

/** Keys whose values may be shown. Of all other keys only the name is shown. */
const PROVIDER_KEYS = new Set(["baseUrl", "api", "models", "timeoutSeconds", "authHeader", "compat", "auth"]);
const ROW_KEYS = new Set(
  "id name api reasoning input cost contextWindow contextTokens maxTokens compat params".split(" "),
);
// biome-ignore format: a list to scan
const DEFAULTS_KEYS = new Set([
  "model", "models", "utilityModel", "imageModel", "compaction", "contextTokens", "thinkingDefault", "timeoutSeconds", "heartbeat",
]);
const LEFT_OUT = "…";

/** The part of a config for a report about local models: the examined providers and the choice of models. */
export function configPart(config: Json, providers: readonly string[]): Json {
  const shown: JsonObject = {};
  for (const id of providers) {
    const provider = getIn(config, ["models", "providers", id]);
    if (isObject(provider)) shown[id] = providerPart(provider);
  }
  const defaults = getIn(config, ["agents", "defaults"]);
  const mode = getIn(config, ["models", "mode"]);
  return jsonObject({
    models: jsonObject({ mode: typeof mode === "string" ? mode : undefined, providers: shown }),
    agents: isObject(defaults) ? { defaults: pick(defaults, DEFAULTS_KEYS) } : undefined,
  });
}

function providerPart(provider: JsonObject): JsonObject {
  const part = pick(provider, PROVIDER_KEYS);
  const { apiKey, models } = provider;
  if (apiKey !== undefined) part["apiKey"] = keyPart(apiKey);
  if (Array.isArray(models))
    part["models"] = models.map((row) => (isObject(row) ? pick(row, ROW_KEYS) : LEFT_OUT));
  return part;
}

/** How the key is given, without the key itself. */
function keyPart(key: Json): Json {
  if (isObject(key)) return { source: typeof key["source"] === "string" ? key["source"] : LEFT_OUT };
  if (typeof key !== "string") return LEFT_OUT;
  return /^\$\{?[A-Z_][A-Z0-9_]*\}?$/.test(key) || isPlaceholderKey(key) ? key : "***";
}

function pick(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  const part: JsonObject = {};
  for (const [key, value] of Object.entries(object)) part[key] = keys.has(key) ? value : LEFT_OUT;
  return part;
}
