import { join } from "node:path";
import { asNumber, asString, getKey, parseJson } from "../../core/json.ts";
import { listNames, readText } from "../files.ts";
import { defineFact } from "./fact.ts";
import type { HostWorld } from "./types.ts";

/** The running gateway of the examined config. */
interface GatewayProcess {
  pid: number;
  /** When it took its lock, which it does first. */
  startedAtMs: number;
  /** Names of its environment variables; null: unknown. */
  variables: ReadonlySet<string> | null;
}

/** The folders of OpenClaw's locks: below the state folder, before 2026.9 in the folder for temporary files. */
function lockFolders({ stateDir, host, shellEnv }: HostWorld): string[] {
  const name = host.userId == null ? "openclaw" : `openclaw-${host.userId}`;
  return [join(stateDir, "tmp", name), join(shellEnv["TMPDIR"] || "/tmp", name)];
}

/** Null: no gateway runs for this config, as far as its lock files tell. */
export const gatewayProcess = defineFact<GatewayProcess | null>("the gateway process", 500, (world) => {
  for (const folder of lockFolders(world)) {
    for (const file of listNames(world.fs, folder)) {
      if (!/^gateway\..*\.lock$/.test(file)) continue;
      const found = fromLock(world, readText(world.fs, join(folder, file)) ?? "");
      if (found !== null) return found;
    }
  }
  return null;
});

function fromLock(world: HostWorld, text: string): GatewayProcess | null {
  const lock = parseJson(text);
  const pid = asNumber(getKey(lock, "pid"));
  const startedAtMs = Date.parse(asString(getKey(lock, "createdAt")) ?? "");
  const role = asString(getKey(lock, "role")) ?? "gateway";
  const config = asString(getKey(lock, "configPath"));
  if (pid === undefined || Number.isNaN(startedAtMs) || role !== "gateway") return null;
  if (config !== world.config?.main.path || !isOpenClaw(world, pid)) return null;
  return { pid, startedAtMs, variables: variablesOf(world, pid) };
}

/** A lock survives a crash, after which another program may have its process id. */
function isOpenClaw({ fs, host }: HostWorld, pid: number): boolean {
  if (host.platform !== "linux") return false;
  return /openclaw/.test(readText(fs, `/proc/${pid}/cmdline`) ?? "");
}

function variablesOf({ fs }: HostWorld, pid: number): ReadonlySet<string> | null {
  const text = readText(fs, `/proc/${pid}/environ`);
  if (text === null || text === "") return null;
  return new Set(text.split("\0").flatMap((entry) => /^([^=]+)=./.exec(entry)?.[1] ?? []));
}
