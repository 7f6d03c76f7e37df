import { expertRam, jointCards } from "../machine/budget.ts";
import { assumedCompute, computeOf } from "../machine/compute.ts";
import type { Budget, Gpu, Hardware } from "../machine/types.ts";
import { VLLM_MAX_UTILIZATION, VLLM_RESERVE_BYTES } from "../servers/vllm.ts";
import type { QuantFormat } from "./catalog.ts";
import type { ComputeSpeed } from "./prefill.ts";

/** A desktop with dual-channel DDR5: a guess for ranking, where the bandwidth of the RAM is unknown. */
export const ASSUMED_RAM_GBS = 80;

/** The memory of the budget, with its speed. */
export interface MemoryPool extends ComputeSpeed {
  budgetBytes: number | null;
  kind: Budget["kind"];
  /** GPUs that share the model. */
  devices: number;
  name: string | null;
  vendor: Gpu["vendor"];
  /** Memory of all GPUs, or the unified memory, in bytes; null: unknown. */
  gpuTotalBytes: number | null;
  /** The RAM, where the GPU uses it too; null otherwise. */
  sharedSystemBytes: number | null;
  /** What the routed experts may take of the RAM next to a card, in bytes; null: unknown, or there is no card. */
  expertRamBytes: number | null;
  /** GB/s of that RAM; null: unknown. */
  ramGBs: number | null;
  /** GB/s for ranking, where those of the RAM of a CPU are unknown; null: not needed. */
  assumedGBs: number | null;
  platform: string;
}

/** The pool of the budget. */
export function poolOf({ os, cpu, ram, gpus, budget }: Hardware): MemoryPool {
  const base = { budgetBytes: budget.bytes, kind: budget.kind, platform: os.platform };
  if (budget.kind === "cpu") {
    return {
      ...base,
      devices: 1,
      name: cpu.model,
      vendor: null,
      gpuTotalBytes: null,
      sharedSystemBytes: ram.totalBytes,
      ...{ expertRamBytes: null, ramGBs: ram.bandwidthGBs },
      bandwidthGBs: ram.bandwidthGBs,
      assumedGBs: ram.bandwidthGBs === null ? ASSUMED_RAM_GBS : null,
      metal: false,
      tflops: null,
    };
  }
  const unified = budget.kind === "unified";
  const cards = unified ? gpus.filter((gpu) => gpu.memory.kind === "unified").slice(0, 1) : jointCards(gpus);
  const first = cards[0];
  // the RAM of this computer says nothing about a machine that flags describe
  const elsewhere = first?.memory.source === "--vram" && ram.source !== "--ram";
  return {
    ...base,
    expertRamBytes: unified || elsewhere ? null : expertRam(ram),
    ramGBs: unified || elsewhere ? null : ram.bandwidthGBs,
    assumedGBs: null,
    devices: Math.max(1, cards.length),
    name: first?.name ?? null,
    vendor: first?.vendor ?? null,
    gpuTotalBytes: cards.reduce((total, gpu) => total + (gpu.memory.totalBytes ?? 0), 0) || null,
    sharedSystemBytes: unified ? (ram.totalBytes ?? first?.memory.totalBytes ?? null) : null,
    bandwidthGBs: slowest(cards.map((gpu) => gpu.bandwidthGBs)),
    metal: first?.vendor === "apple",
    ...arithmeticOf(cards, unified),
  };
}

/** By the names; a card that only flags describe is taken for a usual one. Layers are computed one GPU at a time. */
function arithmeticOf(cards: readonly Gpu[], unified: boolean): Pick<MemoryPool, "tflops" | "tflopsAssumed"> {
  const named = slowest(cards.map((gpu) => computeOf(gpu.name)));
  const bandwidth = slowest(cards.map((gpu) => gpu.bandwidthGBs));
  const nameless = cards.every((gpu) => gpu.name === null);
  if (named !== null || unified || bandwidth === null || !nameless) return { tflops: named };
  return { tflops: assumedCompute(bandwidth), tflopsAssumed: true };
}

/** Null when one is unknown, or there is none. */
function slowest(bandwidths: readonly (number | null)[]): number | null {
  const known = bandwidths.filter((value) => value !== null);
  return known.length === 0 || known.length < bandwidths.length ? null : Math.min(...known);
}

/** Whether a model in this form can run on it at all. Safetensors means vLLM or SGLang, which need CUDA. */
export function canRun(pool: MemoryPool, format: QuantFormat): boolean {
  if (format === "gguf") return true;
  if (format === "mlx") return pool.metal;
  if (pool.kind === "unified") return pool.vendor === "nvidia";
  // a GPU of --vram has no vendor and is taken for NVIDIA's
  return pool.kind === "gpu" && (pool.vendor === "nvidia" || pool.vendor === null);
}

/** Bytes that the engine of this form may use. */
export function budgetFor(pool: MemoryPool, format: QuantFormat): number | null {
  if (pool.budgetBytes === null || format !== "safetensors" || pool.gpuTotalBytes === null) {
    return pool.budgetBytes;
  }
  return Math.min(pool.budgetBytes, VLLM_MAX_UTILIZATION * pool.gpuTotalBytes - VLLM_RESERVE_BYTES);
}
