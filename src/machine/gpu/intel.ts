import { listNames, readCount, type SystemFiles } from "../files.ts";
import { type DrmCard, drmCards, gpuOf, PCI } from "./gpu.ts";
import { NOTHING, type ProbeInput, type ProbeResult } from "./types.ts";

/** Product names by PCI id. */
const NAMES: Readonly<Record<string, string>> = {
  "56a0": "Intel Arc A770",
  e211: "Intel Arc Pro B-series",
  "64a0": "Intel Lunar Lake graphics",
};

/** xe reports the memory of each tile, i915 that of the card. A GPU without either borrows RAM and adds none. */
export async function probeIntel({ fs, host }: ProbeInput): Promise<ProbeResult> {
  if (host.platform !== "linux") return NOTHING;
  const gpus = drmCards(fs, PCI.intel).map((card) => {
    const name = NAMES[card.id] ?? `Intel GPU 8086:${card.id || "?"}`;
    const integrated = { kind: "shared", source: "sysfs (integrated: no memory of its own)" } as const;
    return gpuOf(name, "intel", localMemory(fs, card) ?? integrated);
  });
  return { gpus, notes: [] };
}

/** Null: integrated, without memory of its own. */
function localMemory(
  fs: SystemFiles,
  { folder, device }: DrmCard,
): { totalBytes: number; source: string } | null {
  const tiles = listNames(fs, device).filter((name) => /^tile\d+$/.test(name));
  const sizes = tiles.map((tile) => readCount(fs, `${device}/${tile}/physical_vram_size_bytes`) ?? 0);
  const xe = sizes.reduce((total, size) => total + size, 0);
  if (xe > 0) return { totalBytes: xe, source: "xe sysfs" };
  const i915 = readCount(fs, `${device}/lmem_total_bytes`) ?? readCount(fs, `${folder}/lmem_total_bytes`);
  return i915 ? { totalBytes: i915, source: "i915 sysfs" } : null;
}
