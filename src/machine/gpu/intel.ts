import { listNames, readCount, type SystemFiles } from "../files.ts";
import { type DrmCard, drmCards, gpuOf, PCI } from "./gpu.ts";
import { NOTHING, type ProbeInput, type ProbeResult } from "./types.ts";

/** Product names of the cards that have memory of their own, by PCI id. */
const NAMES: Readonly<Record<string, string>> = {
  "56a0": "Intel Arc A770",
  e211: "Intel Arc Pro B-series",
  "64a0": "Intel Lunar Lake graphics",
};

/** xe tells the memory of each tile, i915 of the card; a GPU without either borrows main memory and adds none. */
export async function probeIntel({ fs, host }: ProbeInput): Promise<ProbeResult> {
  if (host.platform !== "linux") return NOTHING;
  const gpus = drmCards(fs, PCI.intel).map((card) => {
    const name = NAMES[card.id] ?? `Intel GPU 8086:${card.id || "?"}`;
    const told = localMemory(fs, card);
    return gpuOf(
      name,
      "intel",
      told ?? { kind: "shared", source: "sysfs (integrated: no memory of its own)" },
    );
  });
  return { gpus, notes: [] };
}

/** Null: integrated, memory shared with the system. */
function localMemory(
  fs: SystemFiles,
  { folder, device }: DrmCard,
): { totalBytes: number; source: string } | null {
  let tiles = 0;
  for (const tile of listNames(fs, device).filter((name) => /^tile\d+$/.test(name))) {
    tiles += readCount(fs, `${device}/${tile}/physical_vram_size_bytes`) ?? 0;
  }
  if (tiles > 0) return { totalBytes: tiles, source: "xe sysfs" };
  const i915 = readCount(fs, `${device}/lmem_total_bytes`) ?? readCount(fs, `${folder}/lmem_total_bytes`);
  return i915 === null || i915 === 0 ? null : { totalBytes: i915, source: "i915 sysfs" };
}
