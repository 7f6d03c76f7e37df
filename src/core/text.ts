/** Terminal escapes: CSI, OSC and two-character sequences. */
const ANSI =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])|\u009b[0-?]*[ -/]*[@-~]/g;
/** Control, bidirectional, zero-width and line-separator characters: they hide or reorder text. */
export const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Makes foreign text safe for a terminal, a log and a report: one line, no escapes, at most `max` characters. */
export function neutralize(text: string, max = 200): string {
  const plain = text.replace(ANSI, "").replace(INVISIBLE, " ").replace(/ {2,}/g, " ").trim();
  return plain.length <= max ? plain : `${cutAt(plain, max - 1)}…`;
}

/** Never splits a surrogate pair. */
function cutAt(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}

/** What local setups write where a key is required. Not secret, and likely to be part of ordinary words. */
// biome-ignore format: a list to scan
const PLACEHOLDERS = new Set([
  "api-key", "custom-local", "dummy", "empty", "key", "litellm", "llama-cpp", "llamacpp", "lm-studio", "lmstudio",
  "lmstudio-local", "local", "mlx", "no-key", "none", "not-needed", "ollama", "ollama-local", "placeholder",
  "sglang", "sk-local", "sk-no-key-required", "test", "token", "unused", "vllm", "vllm-local", "x",
]);

/** True for a well-known placeholder for the key of a local server, which may be printed. */
export function isPlaceholderKey(value: string): boolean {
  return PLACEHOLDERS.has(value.toLowerCase());
}

/** The body of LM Studio's 401 repeats this many characters of the key. */
const REPEATED_PREFIX = 10;

/**
 * Removes secrets from a text: the given ones (also their first ten characters, which some servers repeat), the userinfo
 * of URLs, bearer tokens and query values such as `key=`. Well-known placeholders stay.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  const real = secrets.filter((secret) => secret.length >= 4 && !isPlaceholderKey(secret));
  for (const secret of [...real].sort((a, b) => b.length - a.length)) {
    clean = clean.replaceAll(secret, "***");
    const prefix = secret.slice(0, REPEATED_PREFIX);
    // the start of a short one may be an ordinary word, unless it is marked as cut off
    if (secret.length > 2 * REPEATED_PREFIX) clean = clean.replaceAll(prefix, "***");
    else if (secret.length > REPEATED_PREFIX)
      clean = clean.replaceAll(`${prefix}***`, "***").replaceAll(`${prefix}…`, "***");
  }
  return clean
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#\s"']+@/gi, "$1***@")
    .replace(/\bBearer\s+[\w.~+/=-]{4,}/g, "Bearer ***")
    .replace(/([?&](?:api[-_]?key|key|token|access_token|password|secret)=)[^&#\s"']+/gi, "$1***");
}

/** The name of a variable; null for a word that may be a key typed in its place, which must not be printed. */
export function variableName(word: string): string | null {
  return /^[A-Z]+(?:_[A-Z0-9]+)+$/.test(word) && word.length <= 64 ? word : null;
}
