import { bandwidthOf } from "../bandwidth.ts";
import type { GpuMemory, ProbedGpu, ProbeResult } from "../types.ts";
import { cardUsable } from "./card.ts";
import { listNames, type ProbeOutside, readCount, readText } from "./types.ts";

const INTEL_VENDOR_ID = "0x8086";
/** Product names of the cards that have memory of their own, by PCI id. */
const NAMES: Readonly<Record<string, string>> = {
  "56a0": "Intel Arc A770",
  e211: "Intel Arc Pro B-series",
  "64a0": "Intel Lunar Lake graphics",
};

/** xe tells the memory of each tile, i915 of the card; a GPU without either borrows main memory and adds none. */
export async function probeIntel(outside: ProbeOutside): Promise<ProbeResult> {
  if (outside.host.platform !== "linux") return { gpus: [], notes: [] };
  const gpus: ProbedGpu[] = [];
  for (const card of listNames(outside, "/sys/class/drm").filter((name) => /^card\d+$/.test(name))) {
    const device = `/sys/class/drm/${card}/device`;
    if (readText(outside, `${device}/vendor`) !== INTEL_VENDOR_ID) continue;
    const id = (readText(outside, `${device}/device`) ?? "").replace(/^0x/, "").toLowerCase();
    gpus.push(intelGpu(NAMES[id] ?? `Intel GPU 8086:${id || "?"}`, localMemory(outside, card)));
  }
  return { gpus, notes: [] };
}

/** Null bytes: integrated, memory shared with the system. */
function intelGpu(name: string, local: { bytes: number; source: string } | null): ProbedGpu {
  const memory: GpuMemory =
    local === null
      ? {
          totalBytes: null,
          freeBytes: null,
          kind: "shared",
          source: "sysfs (integrated: no memory of its own)",
          confidence: "unknown",
        }
      : {
          totalBytes: local.bytes,
          freeBytes: null,
          kind: "dedicated",
          source: local.source,
          confidence: "high",
        };
  const usable = local === null ? null : cardUsable(memory);
  return { name, vendor: "intel", memory, bandwidthGBs: bandwidthOf(name), usable };
}

function localMemory(outside: ProbeOutside, card: string): { bytes: number; source: string } | null {
  const device = `/sys/class/drm/${card}/device`;
  let tiles = 0;
  for (const tile of listNames(outside, device).filter((name) => /^tile\d+$/.test(name))) {
    tiles += readCount(outside, `${device}/${tile}/physical_vram_size_bytes`) ?? 0;
  }
  if (tiles > 0) return { bytes: tiles, source: "xe sysfs" };
  const i915 =
    readCount(outside, `${device}/lmem_total_bytes`) ??
    readCount(outside, `/sys/class/drm/${card}/lmem_total_bytes`);
  return i915 === null || i915 === 0 ? null : { bytes: i915, source: "i915 sysfs" };
}
