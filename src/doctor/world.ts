import type { LoadedConfig } from "../config/read/types.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { configLocation, resolveStateDir } from "../openclaw/config-path.ts";
import { fileEnv, openclawEnv } from "../openclaw/env.ts";
import type { Outside } from "../ports/index.ts";

/** This machine, for the checks that are about it. */
export function worldOf(config: LoadedConfig | null, outside: Outside): HostWorld {
  const { fs, proc, dns, host, env, now, signal } = outside;
  const input = { config: config?.value ?? {}, env, homeDir: host.homeDir, fs };
  return {
    fs,
    proc,
    dns,
    host,
    shellEnv: env,
    env: openclawEnv(input),
    fileEnv: fileEnv(input),
    config,
    inUse: config !== null && isSameFile(fs, config.main.path, configLocation(undefined, outside).path),
    stateDir: resolveStateDir(input),
    now,
    signal,
  };
}

function isSameFile(fs: Outside["fs"], a: string, b: string): boolean {
  return a === b || (fs.realPath(a) ?? a) === fs.realPath(b);
}
