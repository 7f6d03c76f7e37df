import { isAbsolute, join, resolve } from "node:path";
import type { Env, Fs, Outside } from "../ports/index.ts";

/** What determined the config path. */
type ConfigPathSource =
  | "--config"
  | "OPENCLAW_CONFIG_PATH"
  | "OPENCLAW_STATE_DIR"
  | "OPENCLAW_HOME"
  | "default"
  /** A file under a name from before the project was called OpenClaw. */
  | "legacy";

export interface ConfigLocation {
  path: string;
  exists: boolean;
  how: ConfigPathSource;
}

export interface ConfigPathInput {
  env: Env;
  /** os.homedir() */
  homeDir: string;
  fs: Fs;
  /** --config */
  flag?: string | undefined;
}

const FILE = "openclaw.json";
const LEGACY_FILE = "clawdbot.json";
const DIR = ".openclaw";
const LEGACY_DIR = ".clawdbot";

/** The config of the flag, else the one that OpenClaw would read (by the rules of 2026.9.6, as measured). @internal */
export function resolveConfigPath(input: ConfigPathInput): ConfigLocation {
  const { env, fs, flag } = input;
  const found = (path: string, how: ConfigPathSource): ConfigLocation => ({
    path,
    exists: fs.info(path) !== null,
    how,
  });
  if (flag !== undefined && flag !== "") return found(expandHome(flag, openclawHome(input)), "--config");
  const explicit = setting(env, "OPENCLAW_CONFIG_PATH");
  if (explicit !== null) return found(expandHome(explicit, openclawHome(input)), "OPENCLAW_CONFIG_PATH");
  const state = setting(env, "OPENCLAW_STATE_DIR");
  if (state !== null) {
    const dir = expandHome(state, openclawHome(input));
    const candidates = [join(dir, FILE), join(dir, LEGACY_FILE)];
    const path = candidates.find((file) => fs.info(file) !== null) ?? join(dir, FILE);
    return found(path, "OPENCLAW_STATE_DIR");
  }
  const home = openclawHome(input);
  const how = setting(env, "OPENCLAW_HOME") === null ? "default" : "OPENCLAW_HOME";
  const usual = join(home, DIR, FILE);
  const legacy = [
    join(home, DIR, LEGACY_FILE),
    join(home, LEGACY_DIR, FILE),
    join(home, LEGACY_DIR, LEGACY_FILE),
  ];
  if (fs.info(usual) !== null) return found(usual, how);
  const old = legacy.find((file) => fs.info(file) !== null);
  return old === undefined ? found(usual, how) : found(old, "legacy");
}

/** The config of a run: --config relative to the current folder, else the file that OpenClaw would read. */
export function configLocation(
  flag: string | undefined,
  { env, fs, host }: Pick<Outside, "env" | "fs" | "host">,
): ConfigLocation {
  const isWhole = flag === undefined || isAbsolute(flag) || flag.startsWith("~");
  const path = isWhole ? flag : resolve(host.cwd, flag);
  return resolveConfigPath({ env, homeDir: host.homeDir, fs, flag: path });
}

/** The folder of OpenClaw's state: its `.env`, sessions and, by default, its config. */
export function resolveStateDir(input: Omit<ConfigPathInput, "flag">): string {
  const { env, fs } = input;
  const home = openclawHome(input);
  const state = setting(env, "OPENCLAW_STATE_DIR");
  if (state !== null) return expandHome(state, home);
  const usual = join(home, DIR);
  const legacy = join(home, LEGACY_DIR);
  return fs.info(usual) === null && fs.info(legacy) !== null ? legacy : usual;
}

/** OPENCLAW_HOME, then HOME, then USERPROFILE, then the system's home directory. */
function openclawHome({ env, homeDir }: Pick<ConfigPathInput, "env" | "homeDir">): string {
  const system = setting(env, "HOME") ?? setting(env, "USERPROFILE") ?? homeDir;
  const own = setting(env, "OPENCLAW_HOME");
  return own === null ? system : expandHome(own, system);
}

/** A variable's value. Blank, `undefined` and `null` count as unset: shells and CI set them by accident. */
function setting(env: Env, name: string): string | null {
  const value = env[name]?.trim() ?? "";
  return value === "" || value === "undefined" || value === "null" ? null : value;
}

function expandHome(path: string, home: string): string {
  const expanded = path === "~" || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path;
  return resolve(expanded);
}
