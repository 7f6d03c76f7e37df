import type { Host } from "../ports/index.ts";
import { appleUsable } from "./gpu/apple.ts";
import { cardUsable } from "./gpu/card.ts";
import { formatBytes, GIB } from "./size.ts";
import type { GpuMemory, Hardware, HardwareOverrides, ProbedGpu } from "./types.ts";

/** Left to the system of a machine with unified memory, in bytes: at least this, or a tenth. */
const SYSTEM_RESERVE_BYTES = 8 * GIB;
const SYSTEM_RESERVE_SHARE = 0.1;

/** The GPUs that --vram and --unified describe. Both may be given; the larger pool counts. */
export function describedGpus(overrides: HardwareOverrides, host: Host): ProbedGpu[] {
  const bandwidthGBs = overrides.bandwidthGBs ?? null;
  const cards = (overrides.vramBytes ?? []).map((bytes): ProbedGpu => {
    const memory: GpuMemory = described(bytes, "dedicated", "--vram");
    return { name: null, vendor: null, memory, bandwidthGBs, usable: cardUsable(memory) };
  });
  if (overrides.unifiedBytes === undefined) return cards;
  const total = overrides.unifiedBytes;
  const memory = described(total, "unified", "--unified");
  // A Mac describes Macs; elsewhere it may be any maker's, and only the system's share is certain.
  if (host.platform === "darwin") {
    const { bytes, how } = appleUsable(total, null, host.release);
    return [{ name: null, vendor: "apple", memory, bandwidthGBs, usable: { bytes, how } }, ...cards];
  }
  const reserve = Math.max(SYSTEM_RESERVE_BYTES, SYSTEM_RESERVE_SHARE * total);
  const usable = {
    bytes: Math.max(0, Math.floor(total - reserve)),
    how: `${formatBytes(total)} (--unified) - ${formatBytes(reserve)} for the system`,
  };
  return [{ name: null, vendor: null, memory, bandwidthGBs, usable }, ...cards];
}

function described(bytes: number, kind: GpuMemory["kind"], source: string): GpuMemory {
  return { totalBytes: bytes, freeBytes: null, kind, source, confidence: "high" };
}

/** --ram, --unified and --bandwidth over what was read. What is free of a described memory is not known. */
export function overrideRam(ram: Hardware["ram"], overrides: HardwareOverrides): Hardware["ram"] {
  const bandwidthGBs = overrides.bandwidthGBs ?? ram.bandwidthGBs ?? null;
  const bytes = overrides.ramBytes ?? overrides.unifiedBytes;
  if (bytes === undefined) return { ...ram, bandwidthGBs };
  const source = overrides.ramBytes === undefined ? "--unified" : "--ram";
  return { totalBytes: bytes, availableBytes: null, source, bandwidthGBs };
}

/** Memory is sold as "24 GB" and means 24 GiB; whoever copies that gets 7 % less than there is. */
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
