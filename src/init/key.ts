import { UserError } from "../core/errors.ts";
import { classifyUrl } from "../openclaw/locality.ts";
import type { ApiKeyView } from "../openclaw/types.ts";
import { compareVersions } from "../openclaw/version.ts";
import { adapterOf } from "../servers/registry.ts";
import type { AuthState, ServerKind } from "../servers/types.ts";
import { type Choice, chosen } from "./types.ts";

/** The first version that accepts a loopback provider without an apiKey. 2026.2.6-3 refuses it. */
const KEYLESS_SINCE = "2026.4.15";

/** The default of --api-key-env. */
export function defaultKeyEnv(kind: ServerKind, providerId: string): string {
  const name = providerId
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^(?=\d)/, "_");
  return adapterOf(kind).provider.keyEnv ?? `${name}_API_KEY`;
}

/**
 * Checks --api-key-env. OpenClaw substitutes upper-case names only and sends any other text unchanged. The text is not
 * repeated: it may be the key itself.
 */
export function checkKeyEnv(name: string): string {
  if (/^[A-Z_][A-Z0-9_]*$/.test(name)) return name;
  throw new UserError("--api-key-env takes the name of a variable that OpenClaw substitutes, not a key", {
    hint: "use capital letters, digits and underscores: MY_SERVER_KEY (the name of the variable)",
  });
}

type ChosenKey = { apiKey: string | null; forced: boolean };

interface KeyInput {
  kind: ServerKind;
  providerId: string;
  baseUrl: string;
  auth: AuthState;
  /** --api-key-env */
  envName: string | null;
  /** The wizard writes it to OpenClaw's .env. */
  saved?: boolean | undefined;
  /** The entry's key; null when there is no entry yet. */
  existing: ApiKeyView | null;
  openclaw: string;
}

/**
 * The value of apiKey: a `${VAR}` when the server requires a key, else a word that is not a secret. Null keeps the entry
 * as it is; `forced` replaces a key that the entry has.
 */
export function chooseKey(input: KeyInput): Choice<ChosenKey> {
  const wantsKey = input.auth !== "none";
  const hasKey = input.existing !== null && input.existing.kind !== "none";
  if (input.envName !== null || (wantsKey && !hasKey)) return keyFromEnv(input);
  const keep = (why: string) => chosen({ apiKey: null, forced: false }, why);
  if (hasKey) return keep("the entry's own key is kept");
  const keyless =
    classifyUrl(input.baseUrl) === "loopback" && compareVersions(input.openclaw, KEYLESS_SINCE) >= 0;
  // a placeholder there would only make OpenClaw's doctor warn of a secret in the config
  if (keyless) return keep("works without one");
  const why =
    "no secret: the server asks for no key, but some OpenClaw versions refuse a provider without one";
  return chosen({ apiKey: adapterOf(input.kind).provider.placeholderKey, forced: false }, why);
}

function keyFromEnv(input: KeyInput): Choice<ChosenKey> {
  const name = input.envName ?? defaultKeyEnv(input.kind, input.providerId);
  const why = "the key comes from the environment of OpenClaw and does not stand here";
  const place = `put the server's key where the gateway finds it: a line ${name}=… in ~/.openclaw/.env (a variable of this shell does not reach a gateway that runs as a service)`;
  const notes = input.saved === true ? [] : [place];
  if (compareVersions(input.openclaw, KEYLESS_SINCE) < 0)
    notes.push(`OpenClaw ${input.openclaw} refuses the whole config while ${name} is not set`);
  return chosen({ apiKey: `\${${name}}`, forced: true }, why, ...notes);
}
