import type { Fs, Host, Proc } from "../../ports/index.ts";

/** What the probes may touch. */
export interface ProbeOutside {
  proc: Proc;
  fs: Pick<Fs, "readFile" | "list">;
  host: Host;
  env: Readonly<Record<string, string | undefined>>;
  /** Root that /sys and /proc are read below; "" is the machine itself. */
  sysRoot?: string;
  /** Limit of all commands together, in ms. */
  timeoutMs?: number;
  /** When that limit is reached, as performance.now() counts; set by probeHardware. */
  deadline?: number;
}

/**
 * Limit of all commands together, in ms: a hanging driver must not hold up the rest. With the start of node and what is
 * looked at last, the whole stays below 3.5 s.
 */
export const PROBE_TIMEOUT_MS = 2800;
/** A command that is started late gets this at least, in ms. */
const LEAST_MS = 100;

/** What is left for a command that starts now, in ms. */
export function limitOf({ deadline, timeoutMs }: ProbeOutside): number {
  if (deadline === undefined) return timeoutMs ?? PROBE_TIMEOUT_MS;
  return Math.max(LEAST_MS, Math.round(deadline - performance.now()));
}

/** Memory of the machine as the other probes need it, in bytes. */
export interface RamFacts {
  totalBytes: number | null;
  availableBytes: number | null;
  source: string;
  /** True when a container limit, not the machine, is what counts. */
  limited: boolean;
}

/** Text of a small system file; null when it is not there or cannot be read. */
export function readText(outside: ProbeOutside, path: string): string | null {
  try {
    const bytes = outside.fs.readFile(`${outside.sysRoot ?? ""}${path}`);
    return bytes === null ? null : new TextDecoder().decode(bytes).trim();
  } catch {
    return null;
  }
}

/** A file that holds one count of bytes; null when it is not there or holds something else. 0 is kept: it is a reading. */
export function readCount(outside: ProbeOutside, path: string): number | null {
  const text = readText(outside, path);
  if (text === null || !/^\d+$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

/** Names in a system folder; empty when it is not there. */
export function listNames(outside: ProbeOutside, path: string): string[] {
  try {
    return outside.fs.list(`${outside.sysRoot ?? ""}${path}`).sort();
  } catch {
    return [];
  }
}
