import type { Host } from "../ports/index.ts";
import { readText, type SystemFiles } from "./files.ts";
import type { RunTool } from "./tools.ts";

/** The RAM as the system reports it, in bytes. */
export interface RamReading {
  totalBytes: number | null;
  availableBytes: number;
  source: string;
  /** True when the limit of a container counts instead of the machine. */
  limited: boolean;
}

interface RamInput {
  run: RunTool;
  fs: SystemFiles;
  host: Host;
}

/** The RAM in total, and what is available now. */
export async function readRam(input: RamInput): Promise<RamReading> {
  const { host } = input;
  const total = host.totalMemoryBytes;
  const [available, source] = await readAvailable(input);
  const limit = host.constrainedMemoryBytes;
  // without a limit Node reports 0 or more than the machine has
  if (limit === null || limit <= 0 || limit >= total)
    return { totalBytes: total || null, availableBytes: available, source, limited: false };
  const inside = host.availableMemoryBytes ?? limit;
  return {
    totalBytes: limit,
    availableBytes: Math.min(available, inside, limit),
    source: "container memory limit",
    limited: true,
  };
}

async function readAvailable({ run, fs, host }: RamInput): Promise<[bytes: number, source: string]> {
  if (host.platform === "linux") {
    // meminfo counts in kB of 1024 bytes
    const found = /^MemAvailable:\s+(\d+) kB\r?$/m.exec(readText(fs, "/proc/meminfo") ?? "")?.[1];
    if (found !== undefined) return [Number(found) * 1024, "/proc/meminfo"];
  }
  if (host.platform === "darwin") {
    const result = await run("vm_stat", []);
    const available = result.exitCode === 0 ? parseVmStat(result.stdout) : null;
    if (available !== null) return [available, "vm_stat"];
  }
  return [host.freeMemoryBytes, "operating system"];
}

/** Available bytes on macOS: free, inactive and speculative pages. Null when the text is not from vm_stat. */
function parseVmStat(text: string): number | null {
  const page = /page size of (\d+) bytes/.exec(text)?.[1];
  if (page === undefined) return null;
  let pages = 0;
  for (const name of ["free", "inactive", "speculative"]) {
    const value = new RegExp(`^Pages ${name}:\\s+(\\d+)`, "m").exec(text)?.[1];
    if (value === undefined) return null;
    pages += Number(value);
  }
  return pages * Number(page);
}
