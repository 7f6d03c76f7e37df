import { formatBytes, GIB } from "../core/bytes.ts";
import type { Budget, Gpu, GpuMemory, Hardware, ProbedGpu, Ram } from "./types.ts";

/** Reserve for driver and desktop on each GPU, and below Metal's limit, in bytes. */
export const CARD_RESERVE_BYTES = GIB;
/** The most that system and gateway need of a small memory that a model shares with them, in bytes. */
const SYSTEM_RESERVE_BYTES = 8 * GIB;
/** The least, for an idle desktop and the gateway. */
const MIN_SYSTEM_RESERVE_BYTES = 4 * GIB;
/** macOS itself keeps a third of 16 GB from the GPU: its limit there is 10,922.67 MiB (llama.cpp's logs). */
const SMALL_RESERVE_SHARE = 1 / 3;
/** Of a large memory: macOS keeps 9 % of 512 GB, 16 % of 128 GB. */
const SYSTEM_RESERVE_SHARE = 0.1;
/** The share of the available RAM that a model on the CPU may take. */
const CPU_SHARE = 0.6;
/** Of all RAM this share, or half of the reserve, is left to the system. */
const CPU_RESERVE_SHARE = 0.25;
/** A smaller GPU runs no model that handles tools, so that the RAM decides. In bytes. */
const USEFUL_GPU_BYTES = 5.5 * GIB;

/**
 * What must stay available for system and gateway, in bytes: a third and 1 GiB of a memory below 21 GiB (what macOS keeps
 * from the GPU there, and the reserve below that limit), but at least 4 GiB; 8 GiB from there on, or of an
 * unknown memory.
 */
export function baseReserve(totalBytes: number | null): number {
  if (totalBytes === null) return SYSTEM_RESERVE_BYTES;
  const small = SMALL_RESERVE_SHARE * totalBytes + CARD_RESERVE_BYTES;
  return Math.min(SYSTEM_RESERVE_BYTES, Math.max(MIN_SYSTEM_RESERVE_BYTES, small));
}

/** The reserve of the system in a memory that a model shares with it, in bytes: the base, or a tenth if that is more. */
export function systemReserve(totalBytes: number): number {
  return Math.max(baseReserve(totalBytes), SYSTEM_RESERVE_SHARE * totalBytes);
}

/** What an engine may take of a GPU: the free memory less a reserve. */
export function cardUsable(memory: GpuMemory): ProbedGpu["usable"] {
  if (memory.totalBytes === null) return null;
  const most = Math.min(memory.totalBytes, memory.freeBytes ?? memory.totalBytes);
  const which = most < memory.totalBytes ? "free" : "in all";
  return {
    bytes: Math.max(0, most - CARD_RESERVE_BYTES),
    how: `${formatBytes(most)} ${which} (${memory.source}) - 1 GiB`,
  };
}

/**
 * The GPUs over which an engine splits the layers: dedicated ones of the vendor with the most memory, or the largest slice
 * alone. No engine uses GPUs of two vendors.
 */
export function jointCards<T extends Gpu>(gpus: readonly T[]): T[] {
  const groups = new Map<string, T[]>();
  for (const gpu of gpus) {
    if (gpu.memory.kind !== "dedicated" || gpu.memory.totalBytes === null) continue;
    const key = gpu.partition ? `slice ${groups.size}` : String(gpu.vendor);
    groups.set(key, [...(groups.get(key) ?? []), gpu]);
  }
  const usable = ({ memory }: T) => Math.min(memory.freeBytes ?? Infinity, memory.totalBytes ?? 0);
  const size = (group: readonly T[]) => group.reduce((total, gpu) => total + usable(gpu), 0);
  return [...groups.values()].sort((a, b) => size(b) - size(a))[0] ?? [];
}

/** What a model may take now of the joint GPUs, of a unified memory, or without either of the RAM. */
export function budgetOf(gpus: readonly ProbedGpu[], ram: Ram, options: { described: boolean }): Budget {
  const cpu = cpuBudget(gpus, ram);
  const gpu = gpuBudget(gpus);
  if (gpu === null) return cpu;
  // a GPU that the user described counts, however small
  if (options.described || gpu.bytes >= USEFUL_GPU_BYTES || (cpu.bytes ?? 0) <= gpu.bytes) return gpu;
  return { ...cpu, how: `${cpu.how}; the GPU alone (${formatBytes(gpu.bytes)}) is too small` };
}

function gpuBudget(gpus: readonly ProbedGpu[]): (Budget & { bytes: number }) | null {
  const cards = jointCards(gpus);
  const bytes = cards.reduce((sum, gpu) => sum + (gpu.usable?.bytes ?? 0), 0);
  const [pool] = gpus
    .flatMap(({ memory, usable }) => (memory.kind === "unified" && usable !== null ? [usable] : []))
    .sort((a, b) => b.bytes - a.bytes);
  if (pool !== undefined && pool.bytes > bytes) return { bytes: pool.bytes, kind: "unified", how: pool.how };
  return cards.length > 0 ? { bytes, kind: "gpu", how: sumOf(cards) } : null;
}

/** "24.0 GiB free (nvidia-smi) - 1 GiB", equal GPUs as "2 x (...)". */
function sumOf(cards: readonly ProbedGpu[]): string {
  const counts = new Map<string, number>();
  for (const { usable } of cards) {
    const how = usable?.how ?? "unknown";
    counts.set(how, (counts.get(how) ?? 0) + 1);
  }
  return [...counts].map(([how, count]) => (count === 1 ? how : `${count} x (${how})`)).join(" + ");
}

/** What the experts of a model on a card may take of the RAM: the available part less the reserve. Null: unknown. */
export function expertRam({ totalBytes, availableBytes }: Ram): number | null {
  if (availableBytes !== null) return Math.max(0, Math.floor(availableBytes - baseReserve(totalBytes)));
  return totalBytes === null ? null : Math.max(0, Math.floor(totalBytes - systemReserve(totalBytes)));
}

function cpuBudget(gpus: readonly ProbedGpu[], ram: Ram): Budget {
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

/** What model servers on this machine can have in total, including what they already have. In bytes. */
export interface Capacity {
  kind: Budget["kind"];
  /** All that a GPU can have; without one, the CPU. */
  capacityBytes: number;
  /** That and the RAM; null: unknown. */
  everythingBytes: number | null;
  /** What is free of it now; null: unknown. */
  freeBytes: number | null;
  /** "24.0 GiB of GPU memory (nvidia-smi)". */
  what: string;
  /** The capacity less the reserves. */
  usableBytes: number;
  /** GPUs that share a model. */
  devices: number;
}

/** By the total memory, not by what is free now, since the server in question may use the rest. Null: unknown. */
export function capacityOf({ budget, gpus, ram }: Hardware): Capacity | null {
  if (budget.kind === "unified") return unifiedCapacity(budget, gpus, ram);
  const main = ram.totalBytes;
  const cards = jointCards(gpus);
  const total = sum(cards.map((card) => card.memory.totalBytes));
  if (total !== null && total >= USEFUL_GPU_BYTES) {
    return {
      kind: "gpu",
      capacityBytes: total,
      everythingBytes: main === null ? null : total + main,
      freeBytes: sum(cards.map((card) => card.memory.freeBytes)),
      what: `${formatBytes(total)} of GPU memory (${cards[0]?.memory.source})`,
      usableBytes: total - cards.length * CARD_RESERVE_BYTES,
      devices: cards.length,
    };
  }
  if (main === null) return null;
  return {
    kind: "cpu",
    capacityBytes: main,
    everythingBytes: main,
    freeBytes: null,
    what: `${formatBytes(main)} of main memory`,
    usableBytes: main - Math.max(SYSTEM_RESERVE_BYTES / 2, CPU_RESERVE_SHARE * main),
    devices: 1,
  };
}

function unifiedCapacity(budget: Budget, gpus: readonly Gpu[], ram: Ram): Capacity | null {
  const gpu = gpus.find((one) => one.memory.kind === "unified");
  const pool = gpu?.memory.totalBytes ?? null;
  if (gpu === undefined || pool === null || budget.bytes === null) return null;
  // Metal has a limit, and carve-out and GTT may add up to more than there is, so that the computed budget counts
  const computed = gpu.vendor === "apple" || gpu.vendor === "amd";
  const capacity = computed ? budget.bytes + CARD_RESERVE_BYTES : pool;
  return {
    kind: "unified",
    capacityBytes: capacity,
    everythingBytes: ram.totalBytes === null ? null : Math.max(ram.totalBytes, capacity),
    freeBytes: null,
    what: `${formatBytes(capacity)} that the GPU can have (${gpu.memory.source})`,
    usableBytes: computed ? budget.bytes : pool - systemReserve(pool),
    devices: 1,
  };
}

/** Null when a value is unknown, or there is none. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : known.reduce((a, b) => a + b);
}
