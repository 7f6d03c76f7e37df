import type { Confidence } from "../core/known.ts";

/*
 * The terms of this folder and of src/fit:
 *   machine   this computer. `src/machine` reads it, the checks of `src/checks/machine` judge it.
 *   hardware  its processor, RAM and GPUs (`Hardware`): read by probeHardware, or described with flags.
 *   fact      something else about the machine that a check needs (`HostFact`).
 *   usable    bytes that an engine may take of one GPU (`ProbedGpu`).
 *   budget    bytes that one model may take now (`budgetOf`).
 *   capacity  bytes that model servers can have in total (`capacityOf`).
 *   pool      the memory of the budget, with its speed (`MemoryPool` of src/fit).
 *   need      bytes that a model takes with a context (`Need` of src/fit).
 */

/** "dedicated": the GPU's own; "unified": one pool for CPU and GPU; "shared": an integrated GPU that borrows RAM. */
export interface GpuMemory {
  totalBytes: number | null;
  freeBytes: number | null;
  kind: "dedicated" | "unified" | "shared";
  source: string;
  confidence: Confidence;
}

export interface Gpu {
  name: string | null;
  vendor: "nvidia" | "amd" | "intel" | "apple" | "other" | null;
  memory: GpuMemory;
  /** GB/s (10^9 bytes per second); null: unknown. */
  bandwidthGBs: number | null;
  /** A slice of a GPU (MIG). A program sees only one slice, so that slices do not add up. */
  partition?: boolean | undefined;
}

/** A GPU as a probe found it, with what a model server may take of it. */
export interface ProbedGpu extends Gpu {
  /** Bytes that one engine may use and how they were computed; null: unknown. */
  usable: { bytes: number; how: string } | null;
}

export interface Ram {
  totalBytes: number | null;
  availableBytes: number | null;
  source: string;
  /** GB/s; null: unknown. */
  bandwidthGBs: number | null;
}

/** Bytes that weights, KV cache and overhead may take together, and of which memory. */
export interface Budget {
  bytes: number | null;
  kind: "gpu" | "unified" | "cpu";
  how: string;
}

/** The JSON form of `hardware`, fixed by the contract. Unknown figures are null, never 0. */
export interface Hardware {
  os: { platform: string; release: string; arch: string; wsl: boolean; container: boolean };
  cpu: { model: string | null; cores: number };
  ram: Ram;
  gpus: Gpu[];
  budget: Budget;
  notes: string[];
}

/** --vram, --unified, --ram, --bandwidth: other hardware, or corrections of what was read. */
export interface HardwareOverrides {
  vramBytes?: readonly number[] | undefined;
  unifiedBytes?: number | undefined;
  ramBytes?: number | undefined;
  /** Of the GPUs; without a card of its own memory, of the RAM. */
  bandwidthGBs?: number | undefined;
  /** Of the RAM next to a card. */
  ramGBs?: number | undefined;
}
