import { formatBytes, GIB } from "../core/bytes.ts";
import type { Host } from "../ports/index.ts";
import { systemReserve } from "./budget.ts";
import { appleUsable } from "./gpu/apple.ts";
import { gpuOf } from "./gpu/gpu.ts";
import type { HardwareOverrides, ProbedGpu, Ram } from "./types.ts";

/** The GPUs that --vram and --unified describe. Both may be given; the larger pool counts. */
export function describedGpus(overrides: HardwareOverrides, host: Host): ProbedGpu[] {
  const bandwidthGBs = overrides.bandwidthGBs ?? null;
  const cards = (overrides.vramBytes ?? []).map((totalBytes) =>
    gpuOf(null, null, { totalBytes, source: "--vram" }, { bandwidthGBs }),
  );
  const totalBytes = overrides.unifiedBytes;
  if (totalBytes === undefined) return cards;
  // on a Mac it describes Macs; elsewhere the vendor is open, and only the reserve of the system is certain
  const mac = host.platform === "darwin";
  const reserve = systemReserve(totalBytes);
  const usable = mac
    ? appleUsable(totalBytes, null, host.release)
    : {
        bytes: Math.max(0, Math.floor(totalBytes - reserve)),
        how: `${formatBytes(totalBytes)} (--unified) - ${formatBytes(reserve)} for the system`,
      };
  const told = { totalBytes, kind: "unified", source: "--unified" } as const;
  return [gpuOf(null, mac ? "apple" : null, told, { bandwidthGBs, usable }), ...cards];
}

/** Applies --ram, --unified and --bandwidth. What is free of a described memory is unknown. */
export function overrideRam(ram: Ram, overrides: HardwareOverrides): Ram {
  const bandwidthGBs = overrides.bandwidthGBs ?? ram.bandwidthGBs;
  const bytes = overrides.ramBytes ?? overrides.unifiedBytes;
  if (bytes === undefined) return { ...ram, bandwidthGBs };
  const source = overrides.ramBytes === undefined ? "--unified" : "--ram";
  return { totalBytes: bytes, availableBytes: null, source, bandwidthGBs };
}

/** Memory that is sold as "24 GB" has 24 GiB, so "24GB" is 7 % too little. */
export function roundNotes(overrides: HardwareOverrides): string[] {
  const sizes: [flag: string, bytes: number | undefined][] = [
    ...(overrides.vramBytes ?? []).slice(0, 1).map((bytes): [string, number] => ["--vram", bytes]),
    ["--unified", overrides.unifiedBytes],
    ["--ram", overrides.ramBytes],
  ];
  return sizes.flatMap(([flag, bytes]) =>
    bytes !== undefined && bytes >= 1e9 && bytes % 1e9 === 0 && bytes % GIB !== 0
      ? [
          `${flag} ${bytes / 1e9}GB was read as ${formatBytes(bytes)}; for a card sold as ${bytes / 1e9} GB say ${bytes / 1e9}GiB.`,
        ]
      : [],
  );
}
