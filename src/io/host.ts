import { cpus, freemem, homedir, release, totalmem } from "node:os";
import type { Env, Host } from "../ports/index.ts";

/** The machine as Node sees it. HOME and USERPROFILE of `env` win, as they do for the programs this tool is about. */
export function readHost(env: Env): Host {
  const processors = cpus();
  return {
    platform: process.platform,
    arch: process.arch,
    release: release(),
    homeDir: (process.platform === "win32" ? env["USERPROFILE"] : env["HOME"]) || homedir(),
    cwd: process.cwd(),
    cpuModel: processors[0]?.model.trim() || null,
    cpuCount: processors.length,
    totalMemoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    constrainedMemoryBytes: tell(() => process.constrainedMemory()),
    availableMemoryBytes: tell(() => process.availableMemory()),
  };
}

/** A figure that older Node versions or some systems do not have. */
function tell(read: () => number): number | null {
  try {
    const value = read();
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}
