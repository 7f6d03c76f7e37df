import type { Confidence } from "../core/known.ts";

/*
 * What the words mean, here and in src/fit:
 *   machine   this computer. `src/machine` reads it, the checks of `src/checks/machine` judge it.
 *   hardware  its processor, main memory and GPUs (`Hardware`): read by probeHardware, or described with flags.
 *   fact      one thing that a check asks of the machine (`HostFact`), apart from its hardware.
 *   usable    bytes that an engine may take of one GPU (`ProbedGpu`).
 *   budget    bytes that one model may take now (`budgetOf`).
 *   capacity  bytes that model servers can have when they hold nothing yet (`capacityOf`).
 *   pool      the memory that the budget is of, and how fast it is read (`MemoryPool` of src/fit).
 *   need      bytes that a model takes with a context (`Need` of src/fit).
 */

/** "dedicated": a card's own; "unified": one pool for CPU and GPU; "shared": an integrated GPU that borrows main memory. */
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
  /** GB/s (10^9 bytes per second), null unknown. */
  bandwidthGBs: number | null;
  /** A slice of a card (MIG): a program sees one slice only, so that slices do not add up. */
  partition?: boolean | undefined;
}

/** A GPU as a probe found it: besides the facts, what a model server may take of it. */
export interface ProbedGpu extends Gpu {
  /** Bytes that one engine may use and how they were computed; null: not known. */
  usable: { bytes: number; how: string } | null;
}

/** Main memory. */
export interface Ram {
  totalBytes: number | null;
  availableBytes: number | null;
  source: string;
  /** GB/s, null unknown. */
  bandwidthGBs: number | null;
}

/** Bytes that weights, KV cache and overhead together may take, and of which memory. */
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

/** --vram, --unified, --ram, --bandwidth: hardware that is not this machine's or that was read wrong. */
export interface HardwareOverrides {
  vramBytes?: readonly number[] | undefined;
  unifiedBytes?: number | undefined;
  ramBytes?: number | undefined;
  bandwidthGBs?: number | undefined;
}
