import type { LoadedConfig } from "../../config/read/types.ts";
import { UserError } from "../../core/errors.ts";
import type { HostWorld } from "../../machine/facts/types.ts";
import { resolveStateDir } from "../../openclaw/config-path.ts";
import { fileEnv, openclawEnv } from "../../openclaw/env.ts";
import type { Outside } from "../../ports/index.ts";
import { type RawOptions, textOption } from "../shared/options.ts";
import { configLocation, loadOrThrow } from "../shared/session.ts";

/** With --endpoint a missing default config is no fault; a config that was named or cannot be read always is. */
export function loadForDoctor(raw: RawOptions, hasEndpoints: boolean, outside: Outside): LoadedConfig | null {
  const flag = textOption(raw, "config");
  const location = configLocation(flag, outside);
  if (!location.exists && flag === undefined) {
    if (hasEndpoints) return null;
    throw new UserError(`there is no OpenClaw config at ${location.path}`, {
      hint: "make one: openclaw-local init; or examine a server without one: openclaw-local doctor --endpoint http://127.0.0.1:8000/v1",
    });
  }
  return loadOrThrow(location.path, outside);
}

/** This machine, for the checks that are about it. */
export function worldOf(config: LoadedConfig | null, outside: Outside): HostWorld {
  const { fs, proc, dns, host, env, now } = outside;
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
    signal: outside.signal,
  };
}

function isSameFile(fs: Outside["fs"], a: string, b: string): boolean {
  return a === b || (fs.realPath(a) ?? a) === fs.realPath(b);
}
