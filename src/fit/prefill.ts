import type { CatalogModel, LayerGroup, Quant } from "./catalog.ts";
import type { ExpertPlacement } from "./experts.ts";
import { isMoe, type MemorySpeed } from "./speed.ts";

export const PREFILL_CONSTANTS = {
  /** Share of a chip's arithmetic that a dense model reaches in llama.cpp. Fitted, see docs/hardware.md. */
  nvidia: 0.4,
  amd: 0.35,
  apple: 0.6,
  gb10: 0.4,
  apu: 0.25,
  /** vLLM, of the same arithmetic; fp8 and 4-bit floats count for more. */
  vllm: 0.7,
  fp8: 1.5,
  fp4: 1.5,
  latent: 1,
  attentionAmd: 0.3,
  attentionApple: 0.3,
  /** A model with experts reaches this share of that with one token an expert and none of it is lost with many. */
  moeHalfTokens: 16,
  moeShare: 0.7,
  moeShareApple: 1,
  attention: 0.3,
  /** GB/s at which experts get from RAM to the card. */
  copy: 14,
};

/** Query heads for each head of the cache. */
const QUERY_HEADS = 8;
/** Query heads of latent attention, whose count the catalog lacks. */
const LATENT_HEADS = 32;
const UBATCH = 512;
const VLLM_BATCH = 8192;
const READ_SHARE = 0.72;

export interface ComputeSpeed extends MemorySpeed {
  name?: string | null;
  tflops: number | null;
}

/** Seconds. */
export interface SecondsRange {
  typical: number;
  low: number;
  high: number;
}

export function prefillSeconds(
  model: CatalogModel,
  quant: Quant,
  memory: ComputeSpeed,
  promptTokens: number,
  options: { depth?: number; ubatch?: number | null; placement?: ExpertPlacement | null; cards?: number } = {},
): SecondsRange | null {
  const { activeB, totalB } = model.params;
  if (memory.tflops === null || memory.bandwidthGBs === null || activeB === null || quant.bytes === null) return null;
  const C = PREFILL_CONSTANTS;
  const vllm = quant.format === "safetensors";
  const ubatch = Math.min(promptTokens, options.ubatch ?? (vllm ? VLLM_BATCH : UBATCH));
  const share = (vllm ? 1 : shareOf(memory)) * (vllm ? C.vllm * (/fp4/i.test(quant.name) ? C.fp4 : /fp8/i.test(quant.name) ? C.fp8 : 1) : 1);
  const power = memory.tflops * 1e12 * share;
  const batches = promptTokens / ubatch;
  const moe = isMoe(model);
  const count = model.experts?.count ?? null;
  const used = model.experts?.used ?? null;
  const each = moe ? (count !== null && used !== null ? (ubatch * used) / count : (ubatch * activeB) / totalB) : 0;
  const gain = moe ? (memory.metal ? C.moeShareApple : C.moeShare) * (each / (each + C.moeHalfTokens)) : 1;
  const linear = (2 * activeB * 1e9 * promptTokens) / (power * gain);
  const inRam = options.placement?.ramBytes ?? 0;
  const read = (batches * (quant.bytes - inRam)) / (READ_SHARE * memory.bandwidthGBs * 1e9);
  const copied = (batches * inRam) / (C.copy * 1e9);
  const depth = options.depth ?? 0;
  const pairs = (model.geometry?.layers ?? []).reduce((sum, g) => sum + attended(g, promptTokens, depth) / (g.kind === "mla" ? C.latent : 1), 0);
  const attention = pairs / (memory.tflops * 1e12 * (memory.metal ? C.attentionApple : memory.vendor === "amd" ? C.attentionAmd : C.attention));
  const typical = linear + read + copied + attention;
  return { typical, low: typical / 1.35, high: typical * 1.35 };
}

function shareOf({ metal, vendor, kind }: ComputeSpeed): number {
  const C = PREFILL_CONSTANTS;
  if (metal) return C.apple;
  if (vendor === "amd") return kind === "unified" ? C.apu : C.amd;
  return kind === "unified" ? C.gb10 : C.nvidia;
}

/** Operations of attention over `tokens` after `depth` others. */
function attended(group: LayerGroup, tokens: number, depth: number): number {
  switch (group.kind) {
    case "full":
      return 2 * group.layers * group.kvHeads * QUERY_HEADS * (group.kDim + group.vDim) * tokens * (depth + tokens / 2);
    case "sliding":
      return 2 * group.layers * group.kvHeads * 2 * (group.kDim + group.vDim) * tokens * Math.min(group.window, depth + tokens / 2);
    case "mla":
      return 2 * group.layers * LATENT_HEADS * (2 * group.rank + group.rope) * tokens * (depth + tokens / 2);
    default:
      return 0;
  }
}
