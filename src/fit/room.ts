import { GIB } from "../core/bytes.ts";
import type { Candidate } from "./candidates.ts";
import type { MemoryPool } from "./pool.ts";

/**
 * The share of a unified memory that people keep free of a model, by its size in GiB. Up to 18 GiB the budget itself leaves a
 * third. 24 to 36: 83 % in use was no safe default (raullenchai/Rapid-MLX#1636), 24 GB were too few for 13.7 GB of models and
 * a gateway (openclaw/openclaw#65551). 64 to 128: owners of 128 GB plan to 102 GB (hudsonwa/Qwen3.8-Flash-Next-oMLX-Recipe#2),
 * 104 GB of weights do not run (ollama/ollama#18078), an agent was killed at 98 GB on Strix Halo (pwilkin/strix-halo#6), and a
 * DGX Spark has 101 of 121.7 GiB for CUDA at a start (MiaAI-Lab/GLM-5.3-Flash-EXL3-2x-DGX-Sparks#47). 256 and 512: 443 of 512
 * GB ran alone (al-engr.com), 256 is inferred.
 */
const KEPT_FREE: readonly (readonly [fromGiB: number, share: number])[] = [
  [0, 0],
  [20, 0.25],
  [48, 0.2],
  [200, 0.1],
];
/**
 * vLLM and SGLang take their share at the start, and their own overhead on top: hosts died at 0.70 (vllm-project/vllm#46307),
 * NVIDIA's recipes for agents take 0.4 (NVIDIA/NemoClaw#10625).
 */
const KEPT_FREE_ENGINE = 0.3;

/** False where less stays free than people keep on such a machine. Cards and CPUs have their reserve in the budget. */
export function leavesRoom({ need, quant }: Candidate, pool: MemoryPool): boolean {
  const total = pool.sharedSystemBytes ?? pool.gpuTotalBytes;
  if (pool.kind !== "unified" || total === null) return true;
  const [, share] = KEPT_FREE.findLast(([from]) => total >= from * GIB) ?? [0, 0];
  const kept = quant.format === "safetensors" ? Math.max(share, KEPT_FREE_ENGINE) : share;
  return need.total <= (1 - kept) * total;
}
