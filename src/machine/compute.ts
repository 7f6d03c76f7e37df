import { appleCores } from "./bandwidth.ts";

/**
 * Dense FP16 arithmetic of the matrix units in TFLOPS (10^12 a second). NVIDIA: the "AI TOPS" of its product pages, which
 * count FP8 (Ada) or FP4 (Blackwell) with sparsity, divided by 4 or 8; Ampere, Turing, Volta and data center cards: the
 * FP16 figures of their data sheets. AMD: "FP16 matrix" of its product pages. The first match counts.
 */
const TFLOPS: readonly (readonly [RegExp, number])[] = [
  [/\bPRO 6000\b/i, 500],
  [/\b5090\b/, 419],
  [/\b5080\b/, 225],
  [/\b5070 ?Ti\b/i, 176],
  [/\b5070\b/, 123],
  [/\b5060 ?Ti\b/i, 95],
  [/\b5060\b/, 77],
  [/\b4090\b/, 330],
  [/\b4080 ?S/i, 209],
  [/\b4080\b/, 195],
  [/\b4070 ?Ti ?S/i, 176],
  [/\b4070 ?Ti\b/i, 160],
  [/\b4070 ?S/i, 142],
  [/\b4070\b/, 117],
  [/\b4060 ?Ti\b/i, 88],
  [/\b4060\b/, 60],
  [/\b3090 ?Ti\b/i, 160],
  [/\b3090\b/, 142],
  [/\b3080 ?Ti\b/i, 136],
  [/\b3080\b/, 119],
  [/\b3070\b/, 81],
  [/\b3060 ?Ti\b/i, 65],
  [/\b3060\b/, 51],
  [/\b2080 ?Ti\b/i, 108],
  [/\b2080\b/, 81],
  [/\bRTX A6000\b/i, 155],
  [/\b6000 Ada\b/i, 364],
  [/\bL40S\b/, 362],
  [/\bL4\b/, 121],
  [/\bA100\b/, 312],
  [/\bH200\b/, 989],
  [/\bH100\b.*(?:SXM|HBM3)/i, 989],
  [/\bH100\b/, 756],
  [/\bV100\b/, 125],
  [/\bT4\b/, 65],
  [/\bGB10\b/, 125],
  [/\b7900 ?XTX\b/i, 123],
  [/\b7900 ?XT\b/i, 103],
  [/\b7900 ?GRE\b/i, 92],
  [/\b9070 ?XT\b/i, 195],
  [/\b9070\b/i, 145],
  [/\b9060 ?XT\b/i, 103],
  [/\bR9700\b/i, 191],
  [/\bMI300X\b/i, 1307],
  [/Strix Halo|Ryzen AI Max|\b8060S\b/i, 59],
];

/**
 * TFLOPS of one GPU core of an Apple chip: 128 units, two operations each, at the clock that is commonly measured (1.28,
 * 1.40, 1.38 and 1.80 GHz); Apple states none. M5 cores have matrix units: 3.3 times an M4, the lowest of the ratios that
 * Apple's MLX research page of November 2025 gives for the time to the first token.
 */
const APPLE_CORE_TFLOPS: Readonly<Record<string, number>> = {
  "1": 0.33,
  "2": 0.36,
  "3": 0.35,
  "4": 0.46,
  "5": 1.5,
};

/** TFLOPS by product name, or by the chip of a Mac ("Apple M4 Max"); null: unknown. Laptop chips are slower and not listed. */
export function computeOf(name: string | null): number | null {
  if (name === null || /laptop|mobile|max-q/i.test(name)) return null;
  const apple = appleCores(name);
  if (apple !== null) return (APPLE_CORE_TFLOPS[apple.generation] ?? 0) * apple.cores || null;
  return TFLOPS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/**
 * TFLOPS for each GB/s of a card that is only described by its bandwidth: the cards of the tables have 0.12 (RX 7900 XTX) to
 * 0.33 (RTX 4090), so that this is right to a factor of 1.7. Unified memory has 0.03 (Apple) to 0.46 (GB10): unknown.
 */
const CARD_TFLOPS_PER_GBS = 0.2;

/** TFLOPS of a card of which only the bandwidth is known. */
export function assumedCompute(bandwidthGBs: number): number {
  return CARD_TFLOPS_PER_GBS * bandwidthGBs;
}
