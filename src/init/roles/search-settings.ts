import { trimSlashes } from "../../core/address.ts";
import { UserError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import { isPlaceholderKey } from "../../core/text.ts";
import { compareVersions } from "../../openclaw/version.ts";
import { viewApiKey } from "../../openclaw/view.ts";
import type { SearchSettings } from "../types.ts";

/**
 * Since this release memory search takes the id of a `models.providers` entry (tried with LM Studio, Ollama and
 * openai-completions on 2026.5.28 and 2026.9.6). 2026.2.26 has a fixed list of ids, of which "openai" takes an address.
 */
const PROVIDER_IDS_SINCE = "2026.5.28";

/** Ids that stand for an adapter of memory search, whatever entry of that name the config has (docs of 2026.9.6). */
const ADAPTERS = new Set([
  "auto",
  "bedrock",
  "deepinfra",
  "gemini",
  "github-copilot",
  "local",
  "mistral",
  "none",
  "openai",
  "openai-compatible",
  "voyage",
]);

interface SearchInput {
  provider: { id: string; baseUrl: string | null; apiKey: Json | undefined };
  /** As the config has it. */
  model: string;
  openclaw: string;
}

/** The settings with which memory search asks a local server. Throws UserError (exit 1) where that takes copying a secret. */
export function searchSettings({ provider, model, openclaw }: SearchInput): SearchSettings {
  const { id, baseUrl } = provider;
  const takesIds = compareVersions(openclaw, PROVIDER_IDS_SINCE) >= 0;
  if (baseUrl === null || (takesIds && !ADAPTERS.has(id.toLowerCase())))
    return { provider: id, model, baseUrl, remote: null };
  const root = trimSlashes(baseUrl).replace(/\/v1$/, "");
  const remote = { baseUrl: `${root}/v1`, apiKey: keyFor(provider.apiKey, id) };
  return { provider: takesIds ? "openai-compatible" : "openai", model, baseUrl, remote };
}

/** The key for the second place: a variable or a word that is no secret. A secret is not copied. */
function keyFor(written: Json | undefined, id: string): string {
  const key = viewApiKey(written);
  if (key.kind === "none") return "local";
  if (key.kind === "literal" && (key.marker || isPlaceholderKey(key.value))) return key.value;
  if (key.kind === "env") return `\${${key.name}}`;
  throw new UserError(`memory search needs the key of ${id} a second time, and init copies no secret`, {
    hint: "put the key into a variable and name it with --api-key-env",
    exitCode: 1,
  });
}
