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
 * A line of a config with its secrets starred out, at the same length so that columns stay true. References to
 * variables (`$NAME`, `${NAME}`) are no secrets and stay readable. `before` is the line above: a value may stand on the
 * line below its key.
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

/** The same for a whole text, such as a diff that is about to be shown. */
export function maskText(text: string): string {
  const lines = text.split("\n");
  return lines.map((line, index) => maskSecrets(line, lines[index - 1])).join("\n");
}

/** References to variables, and the words that stand where no key is needed. */
function isReadable(value: string): boolean {
  return value.startsWith("$") || isPlaceholderKey(value);
}

function stars(text: string): string {
  return "*".repeat(text.length);
}
