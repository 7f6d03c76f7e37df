/**
 * Memory bandwidth in GB/s (10^9 bytes per second), from the llmfit table and (GB10) NVIDIA's product page. The first
 * match counts, so longer names come before shorter ones.
 */
const BANDWIDTH_GBS: readonly (readonly [RegExp, number])[] = [
  [/\b5090\b/, 1792],
  [/\b5080\b/, 960],
  [/\b5070 ?Ti\b/i, 896],
  [/\b5070\b/, 672],
  [/\b5060 ?Ti\b/i, 448],
  [/\b4090\b/, 1008],
  [/\b4080 ?S/i, 736],
  [/\b4080\b/, 717],
  [/\b4070 ?Ti ?S/i, 672],
  [/\b4070\b/, 504],
  [/\b4060 ?Ti\b/i, 288],
  [/\b4060\b/, 272],
  [/\b3090 ?Ti\b/i, 1008],
  [/\b3090\b/, 936],
  [/\b3080 ?Ti\b/i, 912],
  [/\b3080\b/, 760],
  [/\b3070\b/, 448],
  [/\b3060 ?Ti\b/i, 448],
  [/\b3060\b/, 360],
  [/\b2080 ?Ti\b/i, 616],
  [/\b2080\b/, 448],
  [/\bRTX PRO 6000\b/i, 1792],
  [/\b6000 Ada\b/i, 960],
  [/\bRTX A6000\b/i, 768],
  [/\bL40S\b/, 864],
  [/\bL4\b/, 300],
  // two memory sizes with 1555 and 2039 GB/s: the lower one, as for all variants that share a name
  [/\bA100\b/, 1555],
  [/\bH200\b/, 4800],
  [/\bH100\b.*(?:SXM|HBM3)/i, 3350],
  [/\bH100\b/, 2039],
  [/\bGB10\b/, 273],
  [/\b7900 ?XTX\b/i, 960],
  [/\b7900 ?XT\b/i, 800],
  [/\b9070 ?XT\b/i, 624],
  [/\b9060 ?XT\b/i, 320],
  [/\bR9700\b/i, 640],
  [/\b7900 ?GRE\b/i, 576],
  [/\bV100\b/, 900],
  [/\bP40\b/, 346],
  [/\bMI300X\b/i, 5300],
  [/Strix Halo|Ryzen AI Max|\b8060S\b/i, 256],
];

/** Base, Pro, Max, Ultra; null: none exists. */
const APPLE_GBS: Readonly<Record<string, readonly [number, number, number | null, number | null]>> = {
  "1": [68, 200, 400, 800],
  "2": [100, 200, 400, 800],
  "3": [100, 150, 400, 819],
  "4": [120, 273, 546, null],
  "5": [153.6, 307, 614, null],
};

/** Max chips with fewer GPU cores than the full one also have a narrower memory bus. */
const MAX_BINS: Readonly<Record<string, { fullCores: number; binnedGBs: number }>> = {
  "3": { fullCores: 40, binnedGBs: 300 },
  "4": { fullCores: 40, binnedGBs: 410 },
};

/** GB/s by product name; null: unknown. Laptop chips have narrower memory than desktop GPUs of the same name. */
export function bandwidthOf(name: string | null): number | null {
  if (name === null || /laptop|mobile|max-q/i.test(name)) return null;
  return BANDWIDTH_GBS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** GB/s of an Apple chip ("Apple M4 Max"); without the number of GPU cores, the lower figure. */
export function appleBandwidth(chip: string, gpuCores: number | null): number | null {
  const match = /\bM(\d)(?: (Pro|Max|Ultra))?/.exec(chip);
  const row = match ? APPLE_GBS[match[1] ?? ""] : undefined;
  if (!match || !row) return null;
  const [base, pro, max, ultra] = row;
  if (match[2] === "Ultra") return ultra;
  if (match[2] === "Pro") return pro;
  if (match[2] !== "Max") return base;
  const bin = MAX_BINS[match[1] ?? ""];
  return bin && (gpuCores === null || gpuCores < bin.fullCores) ? bin.binnedGBs : max;
}

/** GPU cores of the smallest and the full chip of each kind: base, Pro, Max, Ultra. */
const APPLE_CORES: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  "1": [
    [7, 8],
    [14, 16],
    [24, 32],
    [48, 64],
  ],
  "2": [
    [8, 10],
    [16, 19],
    [30, 38],
    [60, 76],
  ],
  "3": [
    [8, 10],
    [14, 18],
    [30, 40],
    [60, 80],
  ],
  "4": [
    [8, 10],
    [16, 20],
    [32, 40],
  ],
  "5": [
    [8, 10],
    [16, 20],
    [32, 40],
  ],
};

/** GPU cores of an Apple chip: as its name says ("40-core GPU"), else the middle of what is sold; null: no such chip. */
export function appleCores(chip: string): { generation: string; cores: number } | null {
  const match = /\bM(\d)(?: (Pro|Max|Ultra))?/.exec(chip);
  const generation = match?.[1] ?? "";
  const kind = ["", "Pro", "Max", "Ultra"].indexOf(match?.[2] ?? "");
  const sold = APPLE_CORES[generation]?.[kind];
  if (match === null || sold === undefined) return null;
  const said = Number(/(\d+)[- ]core GPU/i.exec(chip)?.[1]);
  return { generation, cores: said > 0 ? said : (sold[0] + sold[1]) / 2 };
}
