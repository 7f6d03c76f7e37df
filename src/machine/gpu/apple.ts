import { formatBytes, GIB, MIB } from "../../core/bytes.ts";
import { asArray, asString, getKey, parseJson } from "../../core/json.ts";
import { neutralize } from "../../core/text.ts";
import { appleBandwidth } from "../bandwidth.ts";
import { CARD_RESERVE_BYTES, systemReserve } from "../budget.ts";
import type { ProbedGpu } from "../types.ts";
import { gpuOf } from "./gpu.ts";
import { askLlamaServer, type LlamaDevice } from "./llama-server.ts";
import { NOTHING, type ProbeInput, type ProbeResult } from "./types.ts";

/** Darwin 25 is macOS 26. The threshold is inferred: no log shows the version that raised the limits. */
const NEWER_DARWIN = 25;
/**
 * recommendedMaxWorkingSetSize in MiB by GiB of memory, from logs of llama.cpp, Ollama and ds4, for older and newer macOS;
 * null: not seen.
 */
const GPU_LIMITS_MIB: Readonly<Record<number, readonly [older: number | null, newer: number | null]>> = {
  16: [10_922.67, null],
  18: [13_639.7, null],
  32: [21_845.34, 25_559],
  36: [null, 28_754],
  64: [49_152, 53_084],
  96: [73_728, null],
  128: [null, 110_100],
  512: [null, 475_136],
};
/** For sizes without a log: the share of the next smaller size that has one. */
const SHARE_SMALL = 2 / 3;
const SHARE_LARGE = 3 / 4;
const SHARE_LARGE_FROM_GIB = 48;
/** For 256 GB, inferred: a share between those of 128 and 512 GB. */
const SHARE_HUGE = 0.87;
const SHARE_HUGE_FROM_GIB = 192;
/** Less is not worth a command that must be repeated after each restart, in bytes. */
const WORTH_RAISING_BYTES = 4 * GIB;

interface AppleFacts {
  memoryBytes: number | null;
  /** iogpu.wired_limit_mb, a limit that the user set; 0 means the default of the system. */
  wiredLimitMiB: number | null;
  chip: string | null;
}

/** `sysctl a b c` prints "name: value" lines, without unknown names. */
function parseSysctl(text: string): AppleFacts {
  const value = (name: string) =>
    new RegExp(`^${name.replaceAll(".", "\\.")}: (.*)$`, "m").exec(text)?.[1]?.trim();
  const count = (name: string) => {
    const found = value(name);
    return found !== undefined && /^\d+$/.test(found) ? Number(found) : null;
  };
  const chip = value("machdep.cpu.brand_string");
  return {
    memoryBytes: count("hw.memsize") || null,
    wiredLimitMiB: count("iogpu.wired_limit_mb"),
    chip: chip ? neutralize(chip) : null,
  };
}

/** GPU cores of `system_profiler -json SPDisplaysDataType`; null: unknown. */
function parseGpuCores(text: string): number | null {
  for (const display of asArray(getKey(parseJson(text), "SPDisplaysDataType"))) {
    const cores = Number(asString(getKey(display, "sppci_cores")) ?? Number.NaN);
    if (Number.isInteger(cores) && cores > 0) return cores;
  }
  return null;
}

/** The bytes that Metal lets the GPU use, with their source. */
function gpuLimit(
  memoryBytes: number,
  wiredLimitMiB: number | null,
  darwinRelease: string,
): { bytes: number; how: string } {
  if (wiredLimitMiB !== null && wiredLimitMiB > 0)
    return { bytes: wiredLimitMiB * MIB, how: "iogpu.wired_limit_mb" };
  const gib = Math.round(memoryBytes / GIB);
  const newer = Number.parseInt(darwinRelease, 10) >= NEWER_DARWIN;
  const row = GPU_LIMITS_MIB[gib];
  const mib = row?.[newer ? 1 : 0] ?? row?.[newer ? 0 : 1];
  if (mib != null) return { bytes: Math.floor(mib * MIB), how: `default limit seen on ${gib} GB Macs` };
  const share =
    gib >= SHARE_HUGE_FROM_GIB ? SHARE_HUGE : gib >= SHARE_LARGE_FROM_GIB ? SHARE_LARGE : SHARE_SMALL;
  return {
    bytes: Math.floor(memoryBytes * share),
    how: `${Math.round(share * 100)} % of the memory, an estimate`,
  };
}

/** What an engine may take of a Mac's memory: Metal's limit, but never the reserve of the system. */
export function appleUsable(
  memoryBytes: number,
  wiredLimitMiB: number | null,
  darwinRelease: string,
  told: LlamaDevice | null = null,
): { bytes: number; how: string } {
  const limit =
    told === null
      ? gpuLimit(memoryBytes, wiredLimitMiB, darwinRelease)
      : { bytes: told.totalBytes, how: "llama-server --list-devices" };
  const reserve = systemReserve(memoryBytes);
  const byLimit = limit.bytes - CARD_RESERVE_BYTES;
  const bySystem = memoryBytes - reserve;
  if (bySystem < byLimit) {
    const how = `${formatBytes(memoryBytes)} unified - ${formatBytes(reserve)} for the system`;
    return { bytes: Math.max(0, Math.floor(bySystem)), how };
  }
  return {
    bytes: Math.max(0, byLimit),
    how: `Metal limit ${formatBytes(limit.bytes)} (${limit.how}) - 1 GiB`,
  };
}

/** Apple Silicon only: Intel Macs have no GPU that model servers use. */
export async function probeApple({ run, host, ram }: ProbeInput): Promise<ProbeResult> {
  if (host.platform !== "darwin") return NOTHING;
  const [sysctl, displays, devices, { totalBytes, source }] = await Promise.all([
    run("sysctl", ["hw.memsize", "iogpu.wired_limit_mb", "machdep.cpu.brand_string"]),
    run("system_profiler", ["-json", "SPDisplaysDataType"]),
    askLlamaServer(run),
    ram,
  ]);
  const facts = parseSysctl(sysctl.stdout);
  const chip = facts.chip ?? host.cpuModel;
  // under Rosetta the chip is named "VirtualApple"
  if (chip === null || !/^(?:Virtual)?Apple/.test(chip)) {
    return { gpus: [], notes: ["Not Apple Silicon: model servers run on the CPU here."] };
  }
  const told = devices.find((device) => device.backend === "MTL") ?? null;
  const total = facts.memoryBytes ?? totalBytes;
  const usable = total === null ? null : appleUsable(total, facts.wiredLimitMiB, host.release, told);
  const gpu = gpuOf(
    chip,
    "apple",
    { totalBytes: total, kind: "unified", source: facts.memoryBytes === null ? source : "sysctl hw.memsize" },
    { bandwidthGBs: appleBandwidth(chip, parseGpuCores(displays.stdout)), usable },
  );
  return { gpus: [gpu], notes: limitNotes(gpu, facts) };
}

/** The command that raises the default limit, where it leaves much unused; it keeps the reserve of the system. */
function limitNotes({ memory, usable }: ProbedGpu, { wiredLimitMiB }: AppleFacts): string[] {
  if (memory.totalBytes === null || usable === null || (wiredLimitMiB ?? 0) > 0) return [];
  const most = memory.totalBytes - systemReserve(memory.totalBytes);
  if (most - usable.bytes < WORTH_RAISING_BYTES) return [];
  return [
    `macOS keeps ${formatBytes(memory.totalBytes - usable.bytes - CARD_RESERVE_BYTES)} from the GPU; until the next restart it gets ${formatBytes(most)} with: sudo sysctl iogpu.wired_limit_mb=${Math.floor(most / MIB)}`,
  ];
}
