import type { Need } from "./memory.ts";
import type { SpeedRange } from "./speed.ts";

/** Tokens per second. */
type Pace = Pick<SpeedRange, "low" | "high">;

/** Routed experts in main memory, all else on the card. */
export interface ExpertsInRam {
  /** What main memory takes, and may take, in bytes. */
  ramBytes: number;
  ramBudgetBytes: number | null;
  /** Blocks with their experts in main memory, and all blocks with experts; null: unknown. */
  blocksInRam: number | null;
  blocks: number | null;
}

/** What a pick is the best at. */
export type PickLabel = "strongest" | "fastest" | "most context";

/** What benchmarks of agents say of a model; docs/evidence.md explains the scale. */
export interface PickEvidence {
  score: number;
  /** 80 % interval. */
  low: number;
  high: number;
  /** 0 to 1: how much of the score is evidence. */
  weight: number;
  /** Results behind it. */
  benches: number;
  /** The most telling ones. */
  quotes: string[];
}

/** What `bench` has measured of a form on this machine. */
export interface MeasuredForm {
  /** Tokens per second at 16K tokens; null: not measured. */
  decode: { median: number; low: number; high: number } | null;
  /** Seconds for a cold prompt of 16K tokens; null: not measured. */
  prefill16kSeconds: number | null;
  /** "measured on this machine, 2026-11-30". */
  source: string;
}

/** How a server drafts tokens for a pick (speculative decoding: MTP heads, or a separate draft). */
export interface Drafting {
  server: string;
  /** Its options; null: a setting of its app. */
  options: string | null;
  note: string | null;
  /** What it takes besides; null: not known. */
  bytes: number | null;
  /** Beside the rest of the pick; null: not known. */
  fits: boolean | null;
  /** With it; null: no gain was measured for the model in this engine. */
  decodeTokensPerSecond: Pace | null;
  /** What was measured, with its source; null: nothing. */
  measured: string | null;
  /** Where the options were read. */
  source: string;
}

/** One pick of `recommend`; the JSON form is fixed by the contract. */
export interface ModelPick {
  model: string;
  /** What it is the best at; empty for a runner-up. */
  labels: PickLabel[];
  /** Null: no evidence. */
  evidence: PickEvidence | null;
  repo: string;
  quant: string;
  contextTokens: number;
  kvType: "f16" | "q8_0";
  /** Of the memory of the budget. */
  needBytes: Need;
  /** Null: all of it is in the memory of the budget. */
  experts: ExpertsInRam | null;
  decodeTokensPerSecond: Pace | null;
  prefill16kSeconds: number | null;
  /** Where the two speeds are from ("measured on this machine, 2026-11-30"); null: they are predicted. */
  measured: string | null;
  /** By server; empty: none is known to draft for it. */
  drafting: Drafting[];
  risk: string[];
  licence: string | null;
  serve: { server: string; command: string }[];
  why: string;
  /** Null for the first pick. */
  lostBecause: string | null;
}

/** The answer of `recommend --model`. */
export interface AskedModel {
  model: string;
  repo: string;
  source: string;
  /** Null: no form is known. */
  quant: string | null;
  weightsBytes: number | null;
  contextTokens: number;
  contextNative: number | null;
  kvType: "f16";
  /** Null: weights or layers are unknown. */
  needBytes: Need | null;
  /** What the engine of this form may use here. */
  budgetBytes: number | null;
  /** True also where it only fits with `experts` in main memory. */
  fits: boolean | null;
  /** What it takes with its experts in main memory; null: not needed or not possible. */
  experts: (ExpertsInRam & { gpuBytes: number; fits: boolean | null }) | null;
  /** The class of budget that it takes; null: the need is unknown. */
  tier: { id: string; label: string } | null;
  decodeTokensPerSecond: Pace | null;
  /** Examples that it fits, of each kind the smallest first. */
  machines: {
    name: string;
    budgetBytes: number;
    needBytes: number;
    decodeTokensPerSecond: Pace | null;
  }[];
  forms: {
    quant: string;
    format: string;
    weightsBytes: number | null;
    needBytes: number | null;
    fits: boolean | null;
    /** With its experts in main memory, where it does not fit whole; null: unknown, or it has none. */
    fitsWithExpertsInRam: boolean | null;
  }[];
  /** Null: no evidence. */
  evidence: PickEvidence | null;
  /** Models of the same maker that the evidence puts above it, the strongest first; `fits`: in some form here. */
  kin: { model: string; score: number; low: number; high: number; fits: boolean | null }[];
  notes: string[];
}

/** Need by context of one pick, in bytes. */
export interface CurvePoint {
  contextTokens: number;
  totalBytes: number;
  /** With the share of the budget that must stay free. */
  fits: boolean;
}

export interface Recommendation {
  budgetBytes: number | null;
  /** "T0" (nothing fits) to "T8". */
  tier: string;
  /** What the tier means, for people. */
  tierLabel: string;
  /** Best first: the pick and its runners-up. */
  picks: ModelPick[];
  /** Of the first pick, up to what it was trained for; empty without a pick. */
  curve: CurvePoint[];
  /** Further facts for people, such as models whose need for context is unknown. */
  notes: string[];
}
