import type { Host } from "../../ports/index.ts";
import { readText, type SystemFiles } from "../files.ts";
import { TOOL_MS, toolOutput } from "../tools.ts";
import { defineFact } from "./fact.ts";

/** The generation of WSL; null: none. Microsoft's kernels are named after it. */
export function wslGeneration(fs: SystemFiles, host: Host): 1 | 2 | null {
  if (host.platform !== "linux") return null;
  const kernel = readText(fs, "/proc/sys/kernel/osrelease") ?? readText(fs, "/proc/version") ?? host.release;
  if (!/microsoft/i.test(kernel)) return null;
  // WSL 1 has no kernel of its own and reports "4.4.0-19041-Microsoft"
  return /microsoft-standard|WSL2/i.test(kernel) ? 2 : 1;
}

export const wsl = defineFact("WSL", 200, ({ fs, host }) => wslGeneration(fs, host));

/** The network of WSL 2: "nat", "mirrored", "virtioproxy", "none"; null: wslinfo does not report it. */
export const wslNetworking = defineFact("the networking mode of WSL", TOOL_MS + 200, async ({ proc }) => {
  const mode = (await toolOutput(proc, "wslinfo", ["--networking-mode"]))?.trim().toLowerCase();
  return mode !== undefined && /^[a-z]+$/.test(mode) ? mode : null;
});
