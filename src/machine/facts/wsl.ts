import { defineFact } from "./fact.ts";
import { readText } from "./files.ts";

/** In ms: wslinfo answers in a few. */
const COMMAND_MS = 1000;

/** The generation of WSL that this runs in; null: none. Microsoft's kernels name themselves. */
export const wsl = defineFact<1 | 2 | null>("WSL", 200, ({ fs, host }) => {
  if (host.platform !== "linux") return null;
  const kernel = readText(fs, "/proc/version") ?? readText(fs, "/proc/sys/kernel/osrelease") ?? host.release;
  if (!/microsoft/i.test(kernel)) return null;
  // WSL 1 is no kernel of its own and calls itself "4.4.0-19041-Microsoft"
  return /microsoft-standard|WSL2/i.test(kernel) ? 2 : 1;
});

/** How WSL 2 is connected: "nat", "mirrored", "virtioproxy", "none"; null where wslinfo does not tell. */
export const wslNetworking = defineFact<string | null>(
  "the networking mode of WSL",
  COMMAND_MS + 200,
  async (world) => {
    const { proc } = world;
    const { stdout, exitCode } = await proc.run("wslinfo", ["--networking-mode"], { timeoutMs: COMMAND_MS });
    const mode = stdout.trim().toLowerCase();
    return exitCode === 0 && /^[a-z]+$/.test(mode) ? mode : null;
  },
);
