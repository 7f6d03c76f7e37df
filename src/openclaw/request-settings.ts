import { asString, getIn, getKey, isObject, type Json } from "../core/json.ts";
import type { Env, RequestSettings, TlsSettings } from "../ports/index.ts";
import { substitute } from "./literal.ts";

/** What a provider's entry adds to its requests, resolved as OpenClaw 2026.9.6 does (measured). */
export interface ResolvedSettings extends RequestSettings {
  /** Names of the configured headers as written, for findings; their values are never printed. */
  names: readonly string[];
  /** Settings that cannot be read here ("headers.X-Key: the variable X is not set here"). */
  unresolved: readonly Unresolved[];
  /** True: OpenClaw drops the Authorization header of the config, because the provider has no key. */
  dropsAuthorization: boolean;
}

export interface Unresolved {
  /** Below the provider: "headers.X-Key". */
  setting: string;
  why: string;
  /** The part of a request that it is missing from. */
  part: "header" | "tls" | "proxy";
}

/** How the key and the API change what is sent. */
export interface SettingsFor {
  env: Env;
  /** A key is sent; false also for OpenClaw's own markers. */
  hasKey: boolean;
  api: "chat" | "ollama" | "other";
  /** `headers` of a model's row. */
  rowHeaders?: Json | undefined;
}

export const NO_SETTINGS: ResolvedSettings = {
  headers: {},
  names: [],
  unresolved: [],
  dropsAuthorization: false,
};

/** Headers that JavaScript objects cannot hold safely; OpenClaw leaves them out. */
const FORBIDDEN = ["__proto__", "prototype", "constructor"];

/** Resolves `headers` and `request` of a provider's entry. */
export function requestSettings(entry: Json | undefined, options: SettingsFor): ResolvedSettings {
  const reader = new Reader(options.env);
  const merged = new Map<string, { name: string; value: string }>();
  const put = (name: string, value: string | null) => {
    const key = name.toLowerCase();
    if (value !== null && !FORBIDDEN.includes(key)) merged.set(key, { name, value });
  };
  for (const [name, raw] of entriesOf(getKey(entry, "headers")))
    put(name, reader.secret(raw, `headers.${name}`, "header"));
  for (const [name, raw] of entriesOf(options.rowHeaders))
    put(name, typeof raw === "string" ? reader.text(raw) : null);
  for (const [name, raw] of entriesOf(getIn(entry, ["request", "headers"])))
    put(name, trimmed(reader.secret(raw, `request.headers.${name}`, "header")));
  addAuth(getIn(entry, ["request", "auth"]), reader, merged);
  const tls = tlsOf(getIn(entry, ["request", "tls"]), reader);
  if (isObject(getIn(entry, ["request", "proxy"])))
    reader.unresolved.push({
      setting: "request.proxy",
      why: "requests go through a proxy of its own",
      part: "proxy",
    });
  const drops = merged.has("authorization") && dropsAuthorization(options);
  if (drops) merged.delete("authorization");
  return {
    headers: Object.fromEntries([...merged].map(([key, { value }]) => [key, value])),
    tls,
    names: [...merged.values()].map(({ name }) => name),
    unresolved: reader.unresolved,
    dropsAuthorization: drops && options.api === "chat",
  };
}

/**
 * Without a key, or with a marker, OpenClaw clears the Authorization header of chat completions. On Ollama's own API a
 * real key replaces it.
 */
function dropsAuthorization({ api, hasKey }: SettingsFor): boolean {
  return api === "chat" ? !hasKey : api === "ollama" && hasKey;
}

/** `request.auth`: a bearer token takes the place of the key; another header is sent in addition to it. */
function addAuth(
  auth: Json | undefined,
  reader: Reader,
  merged: Map<string, { name: string; value: string }>,
): void {
  const mode = getKey(auth, "mode");
  if (mode === "authorization-bearer") {
    const token = trimmed(reader.secret(getKey(auth, "token"), "request.auth.token", "header"));
    if (token !== null) merged.set("authorization", { name: "Authorization", value: `Bearer ${token}` });
  }
  if (mode !== "header") return;
  const name = trimmed(asString(getKey(auth, "headerName")) ?? null);
  const value = trimmed(reader.secret(getKey(auth, "value"), "request.auth.value", "header"));
  if (name === null || value === null) return;
  const prefix = trimmed(asString(getKey(auth, "prefix")) ?? null) ?? "";
  merged.delete("authorization");
  merged.set(name.toLowerCase(), { name, value: `${prefix}${value}` });
}

const PEM = ["ca", "cert", "key", "passphrase"] as const;

function tlsOf(raw: Json | undefined, reader: Reader): TlsSettings | undefined {
  if (!isObject(raw)) return undefined;
  const tls: TlsSettings = {};
  for (const name of PEM)
    tls[name] = trimmed(reader.secret(raw[name], `request.tls.${name}`, "tls")) ?? undefined;
  const serverName = asString(raw["serverName"]);
  tls.serverName = trimmed(serverName === undefined ? null : reader.text(serverName)) ?? undefined;
  return Object.values(tls).some((value) => value !== undefined) ? tls : undefined;
}

function trimmed(text: string | null): string | null {
  return text?.trim() || null;
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return isObject(value) ? Object.entries(value) : [];
}

class Reader {
  readonly unresolved: Unresolved[] = [];
  private readonly env: Env;

  constructor(env: Env) {
    this.env = env;
  }

  /** A text or a SecretRef; null when it is absent or cannot be read here. */
  secret(raw: Json | undefined, setting: string, part: Unresolved["part"]): string | null {
    if (isObject(raw)) {
      const id = asString(getKey(raw, "id"));
      if (getKey(raw, "source") === "env" && id !== undefined) return this.variable(id, setting, part);
      this.unresolved.push({
        setting,
        why: `it is in a secret store (${asString(getKey(raw, "source")) ?? "unknown"}) that is not read here`,
        part,
      });
      return null;
    }
    const text = asString(raw);
    if (text === undefined) return null;
    const name = /^\s*\$(?:\{([A-Z_][A-Z0-9_]*)\}|([A-Z_][A-Z0-9_]*))\s*$/.exec(text);
    if (name !== null) return this.variable(name[1] ?? name[2] ?? "", setting, part);
    // OpenClaw leaves out these placeholders of secrets that it could not read
    if (/^\s*secretref-(?:managed\s*$|env:)/.test(text)) {
      this.unresolved.push({ setting, why: "it is a placeholder of a secret", part });
      return null;
    }
    return this.text(text);
  }

  text(text: string): string {
    return substitute(text, this.env);
  }

  private variable(name: string, setting: string, part: Unresolved["part"]): string | null {
    const value = this.env[name];
    if (value !== undefined && value !== "") return value;
    this.unresolved.push({ setting, why: `the variable ${name} is not set here`, part });
    return null;
  }
}
