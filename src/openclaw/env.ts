import { join } from "node:path";
import { getIn, isObject, type JsonObject } from "../core/json.ts";
import { once } from "../core/once.ts";
import type { Env, Fs } from "../ports/index.ts";
import { resolveStateDir } from "./config-path.ts";

/** Where a variable's value was found. The value is never printed. */
type EnvSource = "process" | "dotenv" | "config";

/** Looks up a variable as OpenClaw does; null when it is unset or empty everywhere. */
export type EnvLookup = (name: string) => { value: string; source: EnvSource } | null;

/**
 * Looks in OpenClaw's order: process environment, `<state dir>/.env`, the config's `env`. Ignores a `.env` in the current
 * folder, because OpenClaw takes no provider keys from it.
 */
export function createEnvLookup(input: {
  env: Env;
  homeDir: string;
  fs: Fs;
  config?: JsonObject | null;
}): EnvLookup {
  const { env, fs } = input;
  const dotenv = once(() => readDotenv(join(resolveStateDir(input), ".env"), fs));
  const own = configVars(input.config ?? null);
  return (name) => {
    const fromProcess = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fromProcess) return { value: fromProcess, source: "process" };
    const fromFile = dotenv().get(name);
    if (fromFile) return { value: fromFile, source: "dotenv" };
    const fromConfig = own.get(name);
    return fromConfig ? { value: fromConfig, source: "config" } : null;
  };
}

/** All variables as OpenClaw sees them, in the order of createEnvLookup. */
export function openclawEnv(input: Parameters<typeof createEnvLookup>[0]): Env {
  const set = Object.entries(input.env).filter(([, value]) => value !== undefined && value !== "");
  return { ...fileEnv(input), ...Object.fromEntries(set) };
}

/** The variables of OpenClaw's own files (`.env` and the config), which do not depend on the starting process. */
export function fileEnv(input: Parameters<typeof createEnvLookup>[0]): Env {
  const own = configVars(input.config ?? null);
  const dotenv = readDotenv(join(resolveStateDir(input), ".env"), input.fs);
  return { ...Object.fromEntries(own), ...Object.fromEntries(dotenv) };
}

/** `env.vars`, and the strings directly in `env` that were valid before 2026.8. */
function configVars(config: JsonObject | null): ReadonlyMap<string, string> {
  const vars = new Map<string, string>();
  for (const section of [getIn(config, ["env"]), getIn(config, ["env", "vars"])]) {
    if (!isObject(section)) continue;
    for (const [name, value] of Object.entries(section)) if (typeof value === "string") vars.set(name, value);
  }
  return vars;
}

function readDotenv(path: string, fs: Fs): ReadonlyMap<string, string> {
  try {
    const bytes = fs.readFile(path);
    return bytes === null ? new Map() : parseDotenv(new TextDecoder().decode(bytes));
  } catch {
    // The variable then counts as missing, which is reported.
    return new Map();
  }
}

/** The grammar of the dotenv package: `export`, quotes (with the escapes \\n and \\r in double quotes), `#` comments. */
export function parseDotenv(text: string): ReadonlyMap<string, string> {
  const vars = new Map<string, string>();
  const line =
    /^[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)[^\S\n]*(?:=|:[^\S\n])[^\S\n]*("(?:\\[\s\S]|[^"\\])*"|'[^']*'|`[^`]*`|[^#\n]*)/gm;
  for (const [, name, raw] of text
    .replace(/\r\n?/g, "\n")
    .replace(/^\ufeff/, "")
    .matchAll(line)) {
    if (name !== undefined) vars.set(name, unquote((raw ?? "").trim()));
  }
  return vars;
}

function unquote(raw: string): string {
  const quote = raw[0];
  if (raw.length < 2 || raw.at(-1) !== quote || (quote !== '"' && quote !== "'" && quote !== "`")) return raw;
  const inner = raw.slice(1, -1);
  return quote === '"' ? inner.replaceAll("\\n", "\n").replaceAll("\\r", "\r") : inner;
}
