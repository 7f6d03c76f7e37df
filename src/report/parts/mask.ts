import { isPlaceholderKey } from "../../core/text.ts";

/** A key whose value is a secret: apiKey, botToken, client_secret, Authorization; not maxTokens. */
const SECRET_KEY =
  /(?<![\w$-])((?:["'])?[\w$-]*(?:api[_-]?key|token|secret|passw(?:or)?d|authorization|credential)["']?\s*:\s*)/i;
const SECRET_VALUE = new RegExp(`${SECRET_KEY.source}(["'])((?:[^"'\\\\]|\\\\.|(?!\\2)["'])*)`, "gi");
const SECRET_KEY_AT_END = new RegExp(`${SECRET_KEY.source}(?://.*|/\\*.*\\*/\\s*)?$`, "i");
const KNOWN_TOKEN =
  /\b(?:sk|pk|rk|hf|gsk|ghp|gho|xai|xox[abp]|glpat|nvapi|r8)[-_][\w-]{8,}|\bAIza[\w-]{20,}|\beyJ[\w-]{8,}\.[\w.-]+/g;
const BEARER = /\b(Bearer|Basic)(\s+)([\w.~+/=-]{6,})/gi;
const USER_INFO = /(:\/\/)([^/\s"'@]+)(@)/g;

/**
 * Replaces the secrets in a line of a config with stars of the same length, so that columns stay correct. References to
 * variables (`$NAME`, `${NAME}`) stay. `before` is the previous line, which may contain the key of the value.
 */
export function maskSecrets(line: string, before = ""): string {
  let out = line.replace(SECRET_VALUE, (whole, head: string, quote: string, value: string) =>
    isReadable(value) ? whole : head + quote + stars(value),
  );
  if (SECRET_KEY_AT_END.test(before)) {
    out = out.replace(/^(\s*["'])([^"']*)/, (whole, head: string, value: string) =>
      isReadable(value) ? whole : head + stars(value),
    );
  }
  return out
    .replace(KNOWN_TOKEN, stars)
    .replace(BEARER, (_, word: string, blank: string, value: string) => word + blank + stars(value))
    .replace(USER_INFO, (_, head: string, value: string, at: string) => head + stars(value) + at);
}

/** The same for a text, such as a diff. */
export function maskText(text: string): string {
  const lines = text.split("\n");
  return lines.map((line, index) => maskSecrets(line, lines[index - 1])).join("\n");
}

/** True for references to variables and placeholder keys. */
function isReadable(value: string): boolean {
  return value.startsWith("$") || isPlaceholderKey(value);
}

function stars(text: string): string {
  return "*".repeat(text.length);
}
