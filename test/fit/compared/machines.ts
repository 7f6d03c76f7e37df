import { GOLDEN } from "../support/golden.ts";
import type { HardwareSpec } from "../support/hardware.ts";

/** What a machine is called in the words of each tool. Sizes in GB as they are printed on the box. */
export interface ComparedMachine {
  name: string;
  spec: HardwareSpec;
  /** `--memory` and `--ram`, or a profile for one memory that is shared; null: not possible. */
  llmfit: { memory: number; ram: number } | { unified: number; bandwidth: number } | { ram: number };
  /** `simulate --gpu --ram --vram`. */
  llmChecker: { gpu?: string; ram: number; vram?: number };
  /**
   * OpenClaw's own recommender (2026.9.5), as its function answered when it was run with such hardware: on Windows for
   * NVIDIA cards; on Linux it has no GPU build and answers Qwen3.5-9B on the CPU.
   */
  openclaw: { pick: string; why: string };
}

const card = (gpu: string, vram: number, ram: number) => ({
  llmfit: { memory: vram, ram },
  llmChecker: { gpu, ram, vram },
});
const mac = (gpu: string, ram: number, bandwidth: number) => ({
  llmfit: { unified: ram, bandwidth },
  llmChecker: { gpu, ram },
});

const AGREES = "the same model";
const NO_LARGER = "its list of eight recipes ends at 27B, whatever the memory";
const NO_GPU_LINUX = "no build for this GPU: it is run as a CPU, where its list ends at 9B";

type Names = Pick<ComparedMachine, "llmfit" | "llmChecker">;

/** By the names of the golden table. */
const REST: Record<string, [names: Names, pick: string, why: string]> = {
  "8 GB card": [
    card("RTX 4060", 8, 32),
    "qwen3.5-4b",
    "asks 10 GiB for 9B at 64K; 9B with 32K and a q8_0 cache takes 6.7",
  ],
  "12 GB card": [
    card("RTX 3060", 12, 32),
    "qwen3.5-9b",
    "asks a fixed 12 GiB for 12B and sees 10.8; its weights are 6.6 GiB, of 9.0 in all",
  ],
  "16 GB card": [card("RTX 5080", 16, 32), "gemma-4-12b", "gpt-oss-20b is not among its recipes"],
  "RTX 4090": [
    card("RTX 4090", 24, 64),
    "muse-glimmer-30b",
    "requires 22 GiB for 27B and reserves a tenth of the GPU memory, which leaves 21.6; the need by layers is 20.3",
  ],
  "RX 7900 XTX": [card("RX 7900 XTX", 24, 64), "qwen3.5-9b (CPU)", NO_GPU_LINUX],
  "RTX 5090": [card("RTX 5090", 32, 64), "qwen3.8-27b", `${AGREES}; it has one form of it, Q4`],
  "2 x RTX 3090": [
    card("RTX 3090", 48, 64),
    "muse-glimmer-30b",
    "never adds GPUs up: it sees one with 24 GB",
  ],
  "H100 80 GB": [card("H100", 80, 256), "qwen3.8-27b", NO_LARGER],
  GB10: [
    { llmfit: { unified: 122, bandwidth: 273 }, llmChecker: { gpu: "NVIDIA GB10", ram: 128 } },
    "qwen3.5-9b (CPU)",
    "ignores the GPU, whose memory is [N/A] in nvidia-smi",
  ],
  "Strix Halo": [
    { llmfit: { unified: 124, bandwidth: 256 }, llmChecker: { gpu: "AMD Radeon 8060S", ram: 128 } },
    "qwen3.5-9b (CPU)",
    NO_GPU_LINUX,
  ],
  "Mac 16 GB": [mac("Apple M4", 16, 120), "qwen3.5-9b", `${AGREES}; it plans 64K, too`],
  "Mac 32 GB": [
    mac("Apple M4", 32, 120),
    "qwen3.8-27b",
    "does not know the bandwidth: a dense 27B decodes about 5 tokens per second at 120 GB/s",
  ],
  "Mac 36 GB": [
    mac("Apple M4 Pro", 36, 273),
    "qwen3.8-27b",
    "does not know the bandwidth: a dense 27B stays below 15 tokens per second at 273 GB/s",
  ],
  "Mac 64 GB": [mac("Apple M4 Max", 64, 410), "qwen3.8-27b", NO_LARGER],
  "M3 Ultra 96 GB": [mac("Apple M3 Ultra", 96, 800), "qwen3.8-27b", NO_LARGER],
  "M4 Max 128 GB": [mac("Apple M4 Max", 128, 546), "qwen3.8-27b", NO_LARGER],
  "M3 Ultra 256 GB": [mac("Apple M3 Ultra", 256, 819), "qwen3.8-27b", NO_LARGER],
  "M3 Ultra 512 GB": [mac("Apple M3 Ultra", 512, 819), "qwen3.8-27b", NO_LARGER],
  "8 x H100": [
    card("H100", 640, 1024),
    "qwen3.5-9b (CPU)",
    "no GPU build for Linux, which such machines run",
  ],
  "CPU, 32 GB": [
    { llmfit: { ram: 32 }, llmChecker: { ram: 32 } },
    "qwen3.5-9b",
    "a dense 9B decodes about half as fast as gpt-oss-20b, which reads 3.6B per token",
  ],
  "CPU, 64 GB": [
    { llmfit: { ram: 64 }, llmChecker: { ram: 64 } },
    "qwen3.5-9b",
    "its list ends at 9B on the CPU; 35B-A3B reads 3B a token",
  ],
};

export const COMPARED: readonly ComparedMachine[] = Object.entries(GOLDEN).map(([name, [spec]]) => {
  const rest = REST[name];
  if (rest === undefined) throw new Error(`the name of ${name} in the other tools is missing`);
  const [names, pick, why] = rest;
  return { name, spec, ...names, openclaw: { pick, why } };
});
