import { formatBytes, GIB } from "../size.ts";
import type { GpuMemory, ProbedGpu } from "../types.ts";

/** Left free on each card for the driver and the desktop, in bytes. */
const CARD_RESERVE_BYTES = GIB;

/** What an engine may take of a card: what is free, less a reserve. */
export function cardUsable(memory: GpuMemory): ProbedGpu["usable"] {
  if (memory.totalBytes === null) return null;
  const most = Math.min(memory.totalBytes, memory.freeBytes ?? memory.totalBytes);
  const which = most < memory.totalBytes ? "free" : "in all";
  return {
    bytes: Math.max(0, most - CARD_RESERVE_BYTES),
    how: `${formatBytes(most)} ${which} (${memory.source}) - 1 GiB`,
  };
}
