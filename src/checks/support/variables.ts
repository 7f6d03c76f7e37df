import { asString, getKey, isObject, type Json } from "../../core/json.ts";
import { variablesIn } from "../../openclaw/literal.ts";
import { isKeyEnvMarker } from "../../openclaw/providers.ts";

/**
 * Names of the variables that a config refers to: `${NAME}` in any string, SecretRefs to the environment, and `apiKey`
 * values that are a variable's name. The `env` section itself supplies values and is left out.
 */
export function usedVariables(config: Json): string[] {
  const names = new Set<string>();
  const open: { key: string | null; value: Json }[] = isObject(config)
    ? Object.entries(config).flatMap(([key, value]) => (key === "env" ? [] : [{ key, value }]))
    : [];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { key, value } = next;
    if (typeof value === "string") for (const name of inText(key, value)) names.add(name);
    else if (Array.isArray(value)) for (const item of value) open.push({ key: null, value: item });
    else if (isObject(value)) {
      const id = asString(getKey(value, "id"));
      if (getKey(value, "source") === "env" && id !== undefined && /^[A-Z][A-Z0-9_]*$/.test(id))
        names.add(id);
      for (const [inner, one] of Object.entries(value)) open.push({ key: inner, value: one });
    }
  }
  return [...names].sort();
}

function inText(key: string | null, text: string): string[] {
  const whole = /^\$([A-Z_][A-Z0-9_]*)$/.exec(text)?.[1];
  if (key === "apiKey" && whole !== undefined) return [whole];
  if (key === "apiKey" && isKeyEnvMarker(text)) return [text];
  return variablesIn(text);
}
