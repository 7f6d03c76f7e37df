import { formatBytes, GIB } from "../core/bytes.ts";
import type { Host } from "../ports/index.ts";
import { systemReserve } from "./budget.ts";
import { appleUsable } from "./gpu/apple.ts";
import { gpuOf } from "./gpu/gpu.ts";
import type { Gpu, HardwareOverrides, ProbedGpu, Ram } from "./types.ts";

/** The sizes in GB with which Macs (and other machines with unified memory) are sold; each has as many GiB. */
const SOLD_GB: readonly number[] = [8, 16, 18, 24, 32, 36, 48, 64, 96, 128, 192, 256, 512];
/**
 * Of unified memory of an unknown maker a sixth is reserved, at most 24 GiB: of 128 GB, 23 GiB are not for models on a
 * GB10, 21.5 on an M4 Max and 19.5 on a Strix Halo.
 */
const UNKNOWN_MAKER_SHARE = 1 / 6;
const UNKNOWN_MAKER_MOST_BYTES = 24 * GIB;

/** `--unified 16GB` is what is printed on the box of a machine with 16 GiB. */
export function asSold(overrides: HardwareOverrides): HardwareOverrides {
  const { unifiedBytes } = overrides;
  if (unifiedBytes === undefined || !isSold(unifiedBytes)) return overrides;
  return { ...overrides, unifiedBytes: (unifiedBytes / 1e9) * GIB };
}

function isSold(bytes: number): boolean {
  return SOLD_GB.includes(bytes / 1e9);
}

/** The GPUs that --vram and --unified describe. Both may be given; the larger pool counts. */
export function describedGpus(
  overrides: HardwareOverrides,
  host: Pick<Host, "platform" | "release">,
): ProbedGpu[] {
  const bandwidthGBs = overrides.bandwidthGBs ?? null;
  const cards = (overrides.vramBytes ?? []).map((totalBytes) =>
    gpuOf(null, null, { totalBytes, source: "--vram" }, { bandwidthGBs }),
  );
  const totalBytes = overrides.unifiedBytes;
  if (totalBytes === undefined) return cards;
  // on a Mac it describes Macs; elsewhere the vendor is open, and only the reserve of the system is certain
  const mac = host.platform === "darwin";
  const open = Math.min(UNKNOWN_MAKER_SHARE * totalBytes, UNKNOWN_MAKER_MOST_BYTES);
  const reserve = Math.max(systemReserve(totalBytes), open);
  const usable = mac
    ? appleUsable(totalBytes, null, host.release)
    : {
        bytes: Math.max(0, Math.floor(totalBytes - reserve)),
        how: `${formatBytes(totalBytes)} (--unified) - ${formatBytes(reserve)} for the system`,
      };
  const told = { totalBytes, kind: "unified", source: "--unified" } as const;
  return [gpuOf(null, mac ? "apple" : null, told, { bandwidthGBs, usable }), ...cards];
}

/**
 * Applies --ram, --unified and --bandwidth. What is free of a described memory is unknown. Where there is a card, the first
 * bandwidth is the card's and says nothing about the RAM.
 */
export function overrideRam(ram: Ram, overrides: HardwareOverrides, gpus: readonly Gpu[]): Ram {
  const card = gpus.some((gpu) => gpu.memory.kind === "dedicated");
  const own = card ? undefined : overrides.bandwidthGBs;
  const bandwidthGBs = overrides.ramGBs ?? own ?? ram.bandwidthGBs;
  const bytes = overrides.ramBytes ?? overrides.unifiedBytes;
  if (bytes === undefined) return { ...ram, bandwidthGBs };
  const source = overrides.ramBytes === undefined ? "--unified" : "--ram";
  return { totalBytes: bytes, availableBytes: null, source, bandwidthGBs };
}

/** Memory that is sold as "24 GB" has 24 GiB, so "24GB" is 7 % too little, unless `asSold` reads it. */
export function roundNotes(overrides: HardwareOverrides): string[] {
  const sizes: [flag: string, bytes: number | undefined][] = [
    ...(overrides.vramBytes ?? []).slice(0, 1).map((bytes): [string, number] => ["--vram", bytes]),
    ["--unified", overrides.unifiedBytes],
    ["--ram", overrides.ramBytes],
  ];
  return sizes.flatMap(([flag, bytes]) => {
    if (bytes === undefined || bytes < 1e9 || bytes % 1e9 !== 0 || bytes % GIB === 0) return [];
    const gb = bytes / 1e9;
    return flag === "--unified" && isSold(bytes)
      ? [`${flag} ${gb}GB was read as ${gb} GiB, which a machine sold with ${gb} GB has.`]
      : [`${flag} ${gb}GB was read as ${formatBytes(bytes)}; for a card sold as ${gb} GB say ${gb}GiB.`];
  });
}
