import { poolOf } from "../fit/machine.ts";
import { formatBytes, GIB } from "./size.ts";
import type { Hardware, ProbedGpu } from "./types.ts";

/** Share of the available main memory that a model on the CPU may take; the rest is for the system and the gateway. */
const CPU_SHARE = 0.6;
/** A GPU with less than this runs no model that handles tools; main memory then decides. In bytes. */
const USEFUL_GPU_BYTES = 5.5 * GIB;

/**
 * Bytes that weights, KV cache and overhead together may take. Cards of one vendor add up, as an engine splits layers
 * over them; a unified pool stands alone; without either it is a share of main memory.
 */
export function budgetOf(
  gpus: readonly ProbedGpu[],
  ram: Hardware["ram"],
  options: { described?: boolean } = {},
): Hardware["budget"] {
  const cards = poolOf(gpus);
  const cardBytes = cards.reduce((sum, gpu) => sum + (gpu.usable?.bytes ?? 0), 0);
  const pools = gpus.filter((gpu) => gpu.memory.kind === "unified" && gpu.usable !== null);
  const pool = pools.sort((a, b) => (b.usable?.bytes ?? 0) - (a.usable?.bytes ?? 0))[0];
  const cpu = cpuBudget(ram, gpus);
  const gpu: Hardware["budget"] | null =
    pool?.usable && pool.usable.bytes > cardBytes
      ? { bytes: pool.usable.bytes, kind: "unified", how: pool.usable.how }
      : cards.length > 0
        ? {
            bytes: cardBytes,
            kind: "gpu",
            how: sumOf(cards),
          }
        : null;
  if (gpu === null) return cpu;
  // Whoever describes a card means the card, however small.
  if (options.described || (gpu.bytes ?? 0) >= USEFUL_GPU_BYTES || (cpu.bytes ?? 0) <= (gpu.bytes ?? 0))
    return gpu;
  return { ...cpu, how: `${cpu.how}; the GPU alone (${formatBytes(gpu.bytes)}) is too small` };
}

/** "24.0 GiB free (nvidia-smi) - 1 GiB", equal cards as "2 x (...)". */
function sumOf(cards: readonly ProbedGpu[]): string {
  const counts = new Map<string, number>();
  for (const { usable } of cards) {
    const how = usable?.how ?? "unknown";
    counts.set(how, (counts.get(how) ?? 0) + 1);
  }
  return [...counts].map(([how, count]) => (count === 1 ? how : `${count} x (${how})`)).join(" + ");
}

function cpuBudget(ram: Hardware["ram"], gpus: readonly ProbedGpu[]): Hardware["budget"] {
  const from = ram.availableBytes ?? ram.totalBytes;
  if (from === null) return { bytes: null, kind: "cpu", how: "main memory unknown" };
  const what = ram.availableBytes === null ? "in all" : "available";
  const unknownCard = gpus.some((gpu) => gpu.memory.kind === "dedicated" && gpu.memory.totalBytes === null);
  const why = unknownCard ? "; a GPU is there, but its memory is unknown (--vram)" : "";
  return {
    bytes: Math.floor(CPU_SHARE * from),
    kind: "cpu",
    how: `${CPU_SHARE} x ${formatBytes(from)} of main memory ${what} (${ram.source})${why}`,
  };
}
