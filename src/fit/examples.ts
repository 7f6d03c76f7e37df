import { GIB } from "../core/bytes.ts";
import type { MemoryPool } from "./pool.ts";

/**
 * A common machine. Its budget follows the rules of the probes: the memory of GPUs less 1 GiB, unified NVIDIA memory less
 * 8 GiB of what Linux sees, the limit of Macs less 1 GiB (from logs; 256 GB inferred). Bandwidths: see bandwidth.ts.
 */
interface ExampleMachine {
  name: string;
  pool: MemoryPool;
}

/** The examples are for models that fit whole, and say nothing of prefill. */
const NO_EXPERT_RAM = { expertRamBytes: null, ramGBs: null, assumedGBs: null, tflops: null } as const;

function cards(name: string, count: number, gib: number, bandwidthGBs: number): ExampleMachine {
  return {
    name: count === 1 ? `${name}, ${gib} GiB` : `${count} x ${name}, ${count * gib} GiB`,
    pool: {
      ...{ name, bandwidthGBs, kind: "gpu", vendor: "nvidia", platform: "linux", metal: false },
      budgetBytes: count * (gib - 1) * GIB,
      devices: count,
      gpuTotalBytes: count * gib * GIB,
      sharedSystemBytes: null,
      ...NO_EXPERT_RAM,
    },
  };
}

function mac(name: string, ramGiB: number, budgetGiB: number, gbs: number): ExampleMachine {
  return unified(`Mac, ${name}, ${ramGiB} GiB`, "apple", ramGiB, budgetGiB, gbs);
}

function unified(
  name: string,
  vendor: MemoryPool["vendor"],
  ramGiB: number,
  budgetGiB: number,
  bandwidthGBs: number,
): ExampleMachine {
  const metal = vendor === "apple";
  const bytes = ramGiB * GIB;
  return {
    name,
    pool: {
      ...{ name, vendor, bandwidthGBs, metal, kind: "unified", devices: 1 },
      platform: metal ? "darwin" : "linux",
      budgetBytes: budgetGiB * GIB,
      gpuTotalBytes: bytes,
      sharedSystemBytes: bytes,
      ...NO_EXPERT_RAM,
    },
  };
}

/** By kind, each from small to large. */
export const EXAMPLE_MACHINES: readonly (readonly ExampleMachine[])[] = [
  [
    cards("RTX 4060", 1, 8, 272),
    cards("RTX 3060", 1, 12, 360),
    cards("RTX 5080", 1, 16, 960),
    cards("RTX 4090", 1, 24, 1008),
    cards("RTX 5090", 1, 32, 1792),
    cards("RTX 3090", 2, 24, 936),
    cards("RTX 5090", 2, 32, 1792),
    cards("H100", 1, 80, 3350),
    cards("RTX 3090", 4, 24, 936),
    cards("H100", 2, 80, 3350),
    cards("H100", 4, 80, 3350),
    cards("H100", 8, 80, 3350),
    cards("H200", 8, 141, 4800),
  ],
  [
    mac("M4", 16, 9.7, 120),
    mac("M4", 32, 24, 120),
    mac("M4 Pro", 64, 47, 273),
    mac("M3 Ultra", 96, 71, 819),
    mac("M4 Max", 128, 106.5, 546),
    mac("M3 Ultra", 256, 221, 819),
    mac("M3 Ultra", 512, 463, 819),
  ],
  [
    unified("DGX Spark (GB10), 128 GB", "nvidia", 121.7, 105, 273),
    unified("Strix Halo, 128 GB", "amd", 124, 108.5, 256),
  ],
];
