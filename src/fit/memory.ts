import { GIB } from "../core/bytes.ts";
import type { Geometry, LayerGroup } from "./catalog.ts";

export type KvType = "f16" | "q8_0" | "q4_0";

/** Bytes of one cached element. In llama.cpp's block formats q8_0 takes 34 and q4_0 18 bytes for 32 values. */
const KV_BYTES: Readonly<Record<KvType, number>> = { f16: 2, q8_0: 34 / 32, q4_0: 18 / 32 };
/** llama.cpp's default n_ubatch: tokens that it processes at once. */
const UBATCH_TOKENS = 512;
/** Sliding-window cells are rounded up to this (llama.cpp with flash attention; older builds without it padded to 32). */
const CELL_STEP = 256;
const STATE_BYTES = 4;
/** Scratch memory, in logs 489 to 898 MiB: the logits of one micro-batch and 15 % more, but never less than this. */
const MIN_COMPUTE_BYTES = 0.45 * GIB;
const COMPUTE_FACTOR = 1.15;
/** Context and allocator of one device, an estimate. */
const FIXED_PER_DEVICE_BYTES = 0.3 * GIB;

export interface CacheRequest {
  /** Tokens of one sequence. */
  context: number;
  /** Type of K, and of V unless `vType` is given. */
  kvType: KvType;
  vType?: KvType | undefined;
  /** Sequences with a cache of their own (llama-server -np). Default 1. */
  slots?: number | undefined;
  /** Tokens that are processed at once (llama-server -ub). Default 512. */
  ubatch?: number | undefined;
}

/** All in bytes. */
export interface Need {
  weights: number;
  kv: number;
  state: number;
  compute: number;
  fixed: number;
  total: number;
}

/** Cells of a sliding-window layer, constant beyond the window. */
function slidingCells(
  context: number,
  window: number,
  slots: number,
  ubatch: number = UBATCH_TOKENS,
): number {
  return Math.ceil(Math.min(context, window * slots + ubatch) / CELL_STEP) * CELL_STEP;
}

/** Bytes of the key/value cache of one group of layers. */
export function kvBytes(group: LayerGroup, request: CacheRequest): number {
  const slots = request.slots ?? 1;
  const k = KV_BYTES[request.kvType];
  const v = KV_BYTES[request.vType ?? request.kvType];
  const tokens = request.context * slots;
  switch (group.kind) {
    case "full":
      return group.layers * group.kvHeads * (group.kDim * k + group.vDim * v) * tokens;
    case "sliding": {
      // stays f16 when the main cache is quantized (llama.cpp PR#21277)
      const cells = slidingCells(request.context, group.window, slots, request.ubatch);
      return group.layers * group.kvHeads * (group.kDim + group.vDim) * KV_BYTES.f16 * cells;
    }
    case "mla":
      return group.layers * (group.rank + group.rope) * k * tokens;
    case "recurrent":
      return 0;
    case "flat":
      return group.bytesPerToken * (k / KV_BYTES.f16) * tokens;
  }
}

/** Bytes of the constant state of one group of layers: a convolution window and a state matrix, both in f32. */
function stateBytes(group: LayerGroup, slots = 1): number {
  if (group.kind !== "recurrent") return 0;
  const convolution = (group.convWidth - 1) * (group.inner + 2 * group.groups * group.state);
  return group.layers * (convolution + group.state * group.inner) * STATE_BYTES * slots;
}

function computeBytes(vocab: number | null, ubatch: number = UBATCH_TOKENS): number {
  return Math.max(MIN_COMPUTE_BYTES, (vocab ?? 0) * ubatch * 4 * COMPUTE_FACTOR);
}

/** What a model takes in total. `devices`: GPUs that share it, each with its own context. */
export function needOf(
  model: { weightsBytes: number; geometry: Geometry; vocab: number | null },
  request: CacheRequest & { devices?: number | undefined },
): Need {
  const need = {
    weights: model.weightsBytes,
    kv: Math.round(sum(model.geometry.layers, (group) => kvBytes(group, request))),
    state: sum(model.geometry.layers, (group) => stateBytes(group, request.slots)),
    compute: Math.round(computeBytes(model.vocab, request.ubatch)),
    fixed: Math.round(FIXED_PER_DEVICE_BYTES * (request.devices ?? 1)),
  };
  return { ...need, total: need.weights + need.kv + need.state + need.compute + need.fixed };
}

/** The usable share of a budget, since the estimate is only good to a few percent. */
export const USABLE_SHARE = 0.97;

/** True when a need fits a budget. */
export function fitsIn(bytes: number, budgetBytes: number): boolean {
  return bytes <= USABLE_SHARE * budgetBytes;
}

/**
 * Bits per weight by GGUF type (Llama-3.1-8B, llama.cpp tools/quantize). Good to 3 % for plain K-quants; a last resort when
 * no size is published. The _XL forms are Unsloth's, by published sizes in the catalog (MiniMax M2.1 5 bits, MiniMax M3 4
 * bits, Qwen3.5 122B 6 bits).
 */
export const BITS_PER_WEIGHT: Readonly<Record<string, number>> = {
  IQ1_S: 2.0,
  IQ1_M: 2.15,
  IQ2_XXS: 2.38,
  IQ2_XS: 2.59,
  IQ2_S: 2.74,
  IQ2_M: 2.93,
  IQ3_XXS: 3.25,
  IQ3_XS: 3.5,
  IQ3_S: 3.66,
  IQ3_M: 3.76,
  IQ4_XS: 4.46,
  IQ4_NL: 4.68,
  Q2_K: 3.16,
  Q3_K_S: 3.64,
  Q3_K_M: 4.0,
  Q3_K_L: 4.3,
  Q4_K_S: 4.67,
  Q4_K_M: 4.89,
  Q4_K_XL: 4.96,
  Q5_K_S: 5.57,
  Q5_K_M: 5.7,
  Q5_K_XL: 5.67,
  Q6_K: 6.56,
  Q6_K_XL: 6.88,
  Q8_0: 8.5,
  F16: 16,
  BF16: 16,
};

/**
 * Bytes of a GGUF file by parameters (10^9) and type. Null for other formats: with nominal bits they would be 10 to 41 %
 * off (fp8 and NVFP4 keep many layers in bf16), so that only a published size will do.
 */
export function ggufBytes(paramsB: number, quant: string): number | null {
  const bits = BITS_PER_WEIGHT[quant.toUpperCase().replace(/^UD-/, "")];
  return bits === undefined ? null : Math.round((paramsB * 1e9 * bits) / 8);
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
