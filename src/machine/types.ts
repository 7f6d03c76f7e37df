import type { Confidence } from "../core/known.ts";

export type MemoryKind = "dedicated" | "unified" | "shared";

/** "dedicated": a card's own; "unified": one pool for CPU and GPU; "shared": an integrated GPU that borrows main memory. */
export interface GpuMemory {
  totalBytes: number | null;
  freeBytes: number | null;
  kind: MemoryKind;
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
  partition?: boolean;
}

/** A GPU as a probe found it: besides the facts, what a model server may take of it. */
export interface ProbedGpu extends Gpu {
  /** Bytes that one engine may use and how that was reckoned; null: not known. */
  usable: { bytes: number; how: string } | null;
}

/** What one probe came back with. A failure is a note for people, never an exception. */
export interface ProbeResult {
  gpus: ProbedGpu[];
  notes: string[];
}

/** The JSON form of `hardware`, fixed by the contract. Unknown figures are null, never 0. */
export interface Hardware {
  os: { platform: string; release: string; arch: string; wsl: boolean; container: boolean };
  cpu: { model: string | null; cores: number };
  ram: {
    totalBytes: number | null;
    availableBytes: number | null;
    source: string;
    /** GB/s, null unknown. */
    bandwidthGBs?: number | null;
  };
  gpus: Gpu[];
  /** Bytes that weights, KV cache and overhead together may take. */
  budget: { bytes: number | null; kind: "gpu" | "unified" | "cpu"; how: string };
  notes: string[];
}

/** --vram, --unified, --ram, --bandwidth: a machine that is not this one or that was read wrong. */
export interface HardwareOverrides {
  vramBytes?: number[];
  unifiedBytes?: number;
  ramBytes?: number;
  bandwidthGBs?: number;
}

/** One pick of `recommend`; the JSON form is fixed by the contract. */
export interface Pick {
  model: string;
  repo: string;
  quant: string;
  contextTokens: number;
  kvType: "f16" | "q8_0";
  needBytes: { weights: number; kv: number; state: number; compute: number; fixed: number; total: number };
  decodeTokensPerSecond: { low: number; high: number } | null;
  prefill16kSeconds: number | null;
  risk: string[];
  licence: string | null;
  serve: { server: string; command: string }[];
  why: string;
  /** Null for the first pick. */
  lostBecause: string | null;
}

/** What `recommend --model` answers. */
export interface AskedModel {
  model: string;
  repo: string;
  source: string;
  /** Null: no form of it is known. */
  quant: string | null;
  weightsBytes: number | null;
  contextTokens: number;
  contextNative: number | null;
  kvType: "f16";
  /** Null: weights or layers are not known. */
  needBytes: Pick["needBytes"] | null;
  /** What the engine of this form may use here. */
  budgetBytes: number | null;
  fits: boolean | null;
  /** The class of machine that it takes; null where the need is not known. */
  tier: { id: string; label: string } | null;
  decodeTokensPerSecond: { low: number; high: number } | null;
  /** Examples that hold it, of each kind the smallest first. */
  machines: {
    name: string;
    budgetBytes: number;
    needBytes: number;
    decodeTokensPerSecond: { low: number; high: number } | null;
  }[];
  forms: {
    quant: string;
    format: string;
    weightsBytes: number | null;
    needBytes: number | null;
    fits: boolean | null;
  }[];
  notes: string[];
}

/** Need by context of one pick, in bytes. */
export interface CurvePoint {
  contextTokens: number;
  totalBytes: number;
  /** With the share of the budget that stays free. */
  fits: boolean;
}

export interface Recommendation {
  budgetBytes: number | null;
  /** "T0" (nothing fits) to "T8". */
  tier: string;
  /** What the tier means, for people. */
  tierLabel: string;
  /** Best first: the pick and its runners-up. */
  picks: Pick[];
  /** Of the first pick, up to what it was trained for; empty without a pick. */
  curve: CurvePoint[];
  /** What a person should know besides the picks, such as models whose need for context is not known. */
  notes: string[];
}
