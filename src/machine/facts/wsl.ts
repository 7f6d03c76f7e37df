import type { Host } from "../../ports/index.ts";
import { readText, type SystemFiles } from "../files.ts";
import { TOOL_MS, toolOutput } from "../tools.ts";
import { defineFact } from "./fact.ts";

/** The generation of WSL that this runs in; null: none. Microsoft's kernels name themselves. */
export function wslGeneration(fs: SystemFiles, host: Host): 1 | 2 | null {
  if (host.platform !== "linux") return null;
  const kernel = readText(fs, "/proc/sys/kernel/osrelease") ?? readText(fs, "/proc/version") ?? host.release;
  if (!/microsoft/i.test(kernel)) return null;
  // WSL 1 is no kernel of its own and calls itself "4.4.0-19041-Microsoft"
  return /microsoft-standard|WSL2/i.test(kernel) ? 2 : 1;
}

export const wsl = defineFact("WSL", 200, ({ fs, host }) => wslGeneration(fs, host));

/** How WSL 2 is connected: "nat", "mirrored", "virtioproxy", "none"; null where wslinfo does not tell. */
export const wslNetworking = defineFact("the networking mode of WSL", TOOL_MS + 200, async ({ proc }) => {
  const mode = (await toolOutput(proc, "wslinfo", ["--networking-mode"]))?.trim().toLowerCase();
  return mode !== undefined && /^[a-z]+$/.test(mode) ? mode : null;
});
