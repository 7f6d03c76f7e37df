import { bandwidthOf } from "../bandwidth.ts";
import { cardUsable } from "../budget.ts";
import { listNames, readValue, type SystemFiles } from "../files.ts";
import type { Gpu, GpuMemory, ProbedGpu } from "../types.ts";

/**
 * A GPU as a tool or driver reports it. By default its memory is dedicated, the figures are certain, and an engine may use
 * what is free.
 */
export function gpuOf(
  name: string | null,
  vendor: Gpu["vendor"],
  told: Partial<GpuMemory> & Pick<GpuMemory, "source">,
  more: Partial<ProbedGpu> = {},
): ProbedGpu {
  const confidence = (told.totalBytes ?? null) === null ? "unknown" : "high";
  const memory: GpuMemory = {
    ...{ totalBytes: null, freeBytes: null, kind: "dedicated", source: told.source, confidence },
    ...told,
  };
  return { name, vendor, memory, bandwidthGBs: bandwidthOf(name), usable: cardUsable(memory), ...more };
}

/** The vendor by the product name. */
export function vendorOf(name: string): Gpu["vendor"] {
  if (/NVIDIA|GeForce|Quadro|Tesla/i.test(name)) return "nvidia";
  if (/AMD|Radeon/i.test(name)) return "amd";
  if (/Apple/i.test(name)) return "apple";
  return /Intel/i.test(name) ? "intel" : "other";
}

/** PCI vendors. */
export const PCI = { nvidia: "0x10de", amd: "0x1002", intel: "0x8086" } as const;

/** A GPU as Linux lists it. */
export interface DrmCard {
  /** "/sys/class/drm/card0" */
  folder: string;
  /** The folder of its device. */
  device: string;
  /** PCI device, four lower-case hexadecimal digits; "": unknown. */
  id: string;
}

/** The GPUs of a vendor that the kernel's graphics drivers list. */
export function drmCards(fs: SystemFiles, vendor: (typeof PCI)[keyof typeof PCI]): DrmCard[] {
  return listNames(fs, "/sys/class/drm").flatMap((card) => {
    const folder = `/sys/class/drm/${card}`;
    const device = `${folder}/device`;
    if (!/^card\d+$/.test(card) || readValue(fs, `${device}/vendor`) !== vendor) return [];
    const id = (readValue(fs, `${device}/device`) ?? "").replace(/^0x/, "").toLowerCase();
    return [{ folder, device, id }];
  });
}
