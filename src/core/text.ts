/** CSI and OSC sequences, and the two-character escapes: what a terminal would obey. */
const ANSI =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])|\u009b[0-?]*[ -/]*[@-~]/g;
/** Control, bidirectional-override, zero-width and line-separator characters: they hide or reorder text. */
export const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Foreign text made fit for a terminal, a log and a report: one line, no escapes, at most `max` characters. */
export function neutralize(text: string, max = 200): string {
  const plain = text.replace(ANSI, "").replace(INVISIBLE, " ").replace(/ {2,}/g, " ").trim();
  return plain.length <= max ? plain : `${cutAt(plain, max - 1)}…`;
}

/** Never cuts a surrogate pair in two. */
function cutAt(text: string, length: number): string {
  const code = text.charCodeAt(length - 1);
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? length - 1 : length);
}

/** Not secret, and likely to be part of ordinary words: what local setups write where a key is demanded. */
const PLACEHOLDERS = new Set([
  "api-key",
  "custom-local",
  "dummy",
  "empty",
  "key",
  "litellm",
  "llama-cpp",
  "llamacpp",
  "lm-studio",
  "lmstudio",
  "lmstudio-local",
  "local",
  "mlx",
  "no-key",
  "none",
  "not-needed",
  "ollama",
  "ollama-local",
  "placeholder",
  "sglang",
  "sk-local",
  "sk-no-key-required",
  "test",
  "token",
  "unused",
  "vllm",
  "vllm-local",
  "x",
]);

/** True for what people write where a local server wants no key; printing it gives nothing away. */
export function isPlaceholderKey(value: string): boolean {
  return PLACEHOLDERS.has(value.toLowerCase());
}

/** LM Studio's 401 repeats this many characters of the key. */
const REPEATED_PREFIX = 10;

/**
 * Takes secrets out of a text: the given ones (also their first ten characters, which some servers repeat), the
 * userinfo of URLs, bearer tokens and `key=`-like query values. Well-known placeholders are left alone.
 */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  const real = secrets.filter((secret) => secret.length >= 4 && !isPlaceholderKey(secret));
  for (const secret of [...real].sort((a, b) => b.length - a.length)) {
    clean = clean.replaceAll(secret, "***");
    if (secret.length > REPEATED_PREFIX) clean = clean.replaceAll(secret.slice(0, REPEATED_PREFIX), "***");
  }
  return clean
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/?#\s@"']+@/gi, "$1***@")
    .replace(/\bBearer\s+[\w.~+/=-]{4,}/g, "Bearer ***")
    .replace(/([?&](?:api[-_]?key|key|token|access_token|password|secret)=)[^&#\s"']+/gi, "$1***");
}
