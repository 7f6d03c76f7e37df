import type { Gpu, Hardware } from "../machine/types.ts";
import { VLLM_MAX_UTILIZATION, VLLM_RESERVE_BYTES } from "../servers/vllm.ts";
import type { QuantFormat } from "./catalog.ts";
import type { SpeedMachine } from "./speed.ts";

/** Dual-channel DDR5 desktop; a guess that only ranks, used where nobody told the bandwidth of main memory. */
const ASSUMED_CPU_BANDWIDTH_GBS = 80;

/** A machine as the recommendation sees it: one pool of memory and how fast it is read. */
export interface Machine extends SpeedMachine {
  budgetBytes: number | null;
  kind: Hardware["budget"]["kind"];
  /** Cards that share the model. */
  devices: number;
  name: string | null;
  vendor: Gpu["vendor"];
  /** Memory of all cards, or of the pool, in bytes; null unknown. */
  gpuTotalBytes: number | null;
  /** Main memory, where the GPU uses it too; null otherwise. */
  sharedSystemBytes: number | null;
  platform: string;
}

/** The pool that the budget is about. Cards of different vendors are never one pool: no engine uses both. */
export function machineOf(hardware: Hardware): Machine {
  const base = {
    budgetBytes: hardware.budget.bytes,
    kind: hardware.budget.kind,
    platform: hardware.os.platform,
  };
  if (hardware.budget.kind === "cpu") {
    return {
      ...base,
      devices: 1,
      name: hardware.cpu.model,
      vendor: null,
      gpuTotalBytes: null,
      sharedSystemBytes: hardware.ram.totalBytes,
      bandwidthGBs: hardware.ram.bandwidthGBs ?? ASSUMED_CPU_BANDWIDTH_GBS,
      metal: false,
    };
  }
  const unified = hardware.budget.kind === "unified";
  const cards = unified
    ? hardware.gpus.filter((gpu) => gpu.memory.kind === "unified").slice(0, 1)
    : poolOf(hardware.gpus);
  const first = cards[0];
  const bandwidths = cards.map((gpu) => gpu.bandwidthGBs);
  return {
    ...base,
    devices: Math.max(1, cards.length),
    name: first?.name ?? null,
    vendor: first?.vendor ?? null,
    gpuTotalBytes: cards.reduce((total, gpu) => total + (gpu.memory.totalBytes ?? 0), 0) || null,
    sharedSystemBytes: unified ? (hardware.ram.totalBytes ?? first?.memory.totalBytes ?? null) : null,
    bandwidthGBs: slowest(bandwidths),
    metal: first?.vendor === "apple",
  };
}

/** The cards that add up: dedicated ones of the vendor with the most memory, or the largest slice alone. */
export function poolOf<T extends Gpu>(gpus: readonly T[]): T[] {
  const groups = new Map<string, T[]>();
  for (const gpu of gpus) {
    if (gpu.memory.kind !== "dedicated" || gpu.memory.totalBytes === null) continue;
    const key = gpu.partition ? `slice ${groups.size}` : String(gpu.vendor);
    groups.set(key, [...(groups.get(key) ?? []), gpu]);
  }
  const size = (group: readonly T[]) =>
    group.reduce(
      (sum, gpu) => sum + Math.min(gpu.memory.freeBytes ?? Infinity, gpu.memory.totalBytes ?? 0),
      0,
    );
  return [...groups.values()].sort((a, b) => size(b) - size(a))[0] ?? [];
}

/** One unknown bandwidth makes the whole pool unknown. */
function slowest(bandwidths: readonly (number | null)[]): number | null {
  let result: number | null = null;
  for (const value of bandwidths) {
    if (value === null) return null;
    result = result === null ? value : Math.min(result, value);
  }
  return result;
}

/** Whether a model in this form can run here at all. Safetensors means vLLM or SGLang, which want CUDA. */
export function canRun(machine: Machine, format: QuantFormat): boolean {
  if (format === "gguf") return true;
  if (format === "mlx") return machine.metal;
  if (machine.kind === "unified") return machine.vendor === "nvidia";
  // A card that was only described (--vram) has no vendor: it is taken for the usual one.
  return machine.kind === "gpu" && (machine.vendor === "nvidia" || machine.vendor === null);
}

/** Bytes that the engine of this form may use. */
export function budgetFor(machine: Machine, format: QuantFormat): number | null {
  if (machine.budgetBytes === null || format !== "safetensors" || machine.gpuTotalBytes === null) {
    return machine.budgetBytes;
  }
  return Math.min(machine.budgetBytes, VLLM_MAX_UTILIZATION * machine.gpuTotalBytes - VLLM_RESERVE_BYTES);
}
