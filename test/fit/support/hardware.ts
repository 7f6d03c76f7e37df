import { GIB } from "../../../src/core/bytes.ts";
import type { Gpu, Hardware } from "../../../src/machine/types.ts";

export interface HardwareSpec {
  kind: Hardware["budget"]["kind"];
  /** GiB. */
  budget: number;
  vendor?: Gpu["vendor"];
  name?: string;
  /** GB/s. */
  bandwidth?: number;
  cards?: number;
  /** GiB of one card, or of the pool; default: the budget and a little. */
  total?: number;
  /** GiB. */
  ram?: number;
  platform?: NodeJS.Platform;
}

/** Hardware with a given budget, for the parts that only look at facts. */
export function hardwareOf(spec: HardwareSpec): Hardware {
  const cards = spec.cards ?? 1;
  const gpu: Gpu = {
    name: spec.name ?? null,
    vendor: spec.vendor ?? null,
    memory: {
      totalBytes: (spec.total ?? spec.budget / cards + 1) * GIB,
      freeBytes: null,
      kind: spec.kind === "gpu" ? "dedicated" : "unified",
      source: "test",
      confidence: "high",
    },
    bandwidthGBs: spec.bandwidth ?? null,
  };
  return {
    os: { platform: spec.platform ?? "linux", release: "", arch: "x64", wsl: false, container: false },
    cpu: { model: null, cores: 8 },
    ram: {
      totalBytes: spec.ram === undefined ? null : spec.ram * GIB,
      availableBytes: null,
      source: "test",
      bandwidthGBs: spec.kind === "cpu" ? (spec.bandwidth ?? null) : null,
    },
    gpus: spec.kind === "cpu" ? [] : Array.from({ length: cards }, () => gpu),
    budget: { bytes: Math.floor(spec.budget * GIB), kind: spec.kind, how: "test" },
    notes: [],
  };
}
