import { limitOf, type ProbeOutside, type RamFacts, readText } from "./types.ts";

/** Bytes by name of /proc/meminfo, which counts in kB of 1024 bytes. */
function parseMeminfo(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const [, name, value] of text.matchAll(/^(\w+):\s+(\d+) kB\r?$/gm)) {
    if (name !== undefined) found.set(name, Number(value) * 1024);
  }
  return found;
}

/** Bytes that macOS can hand out: free, inactive and speculative pages. Null when the text is not vm_stat's. */
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

/** The limit of the container in bytes, or null: Node tells 0 or a number beyond the machine where there is none. */
function memoryLimit(constrainedBytes: number | null, totalBytes: number): number | null {
  if (constrainedBytes === null || constrainedBytes <= 0 || constrainedBytes >= totalBytes) return null;
  return constrainedBytes;
}

/** Main memory: what there is, and what can be had now. */
export async function probeRam(outside: ProbeOutside): Promise<RamFacts> {
  const { host } = outside;
  const limit = memoryLimit(host.constrainedMemoryBytes, host.totalMemoryBytes);
  const [available, source] = await readAvailable(outside);
  if (limit === null) {
    return { totalBytes: host.totalMemoryBytes || null, availableBytes: available, source, limited: false };
  }
  const inside = host.availableMemoryBytes ?? limit;
  return {
    totalBytes: limit,
    availableBytes: Math.min(available, inside, limit),
    source: "container memory limit",
    limited: true,
  };
}

async function readAvailable(outside: ProbeOutside): Promise<[bytes: number, source: string]> {
  const { host, proc } = outside;
  if (host.platform === "linux") {
    const available = parseMeminfo(readText(outside, "/proc/meminfo") ?? "").get("MemAvailable");
    if (available !== undefined) return [available, "/proc/meminfo"];
  }
  if (host.platform === "darwin") {
    const result = await proc.run("vm_stat", [], { timeoutMs: limitOf(outside) });
    const available = result.exitCode === 0 ? parseVmStat(result.stdout) : null;
    if (available !== null) return [available, "vm_stat"];
  }
  return [host.freeMemoryBytes, "operating system"];
}
