import { present } from "../core/words.ts";
import type { Outside } from "../ports/index.ts";
import { budgetOf } from "./budget.ts";
import { containerKind } from "./facts/container.ts";
import { wslGeneration } from "./facts/wsl.ts";
import { probeAmd } from "./gpu/amd.ts";
import { probeApple } from "./gpu/apple.ts";
import { drmCards, PCI } from "./gpu/gpu.ts";
import { probeIntel } from "./gpu/intel.ts";
import { probeLastResort } from "./gpu/llama-server.ts";
import { DRIVER_SOURCE, probeNvidia } from "./gpu/nvidia.ts";
import type { ProbeInput, ProbeResult } from "./gpu/types.ts";
import { probeWindows } from "./gpu/windows.ts";
import { asSold, describedGpus, overrideRam, roundNotes } from "./overrides.ts";
import { type RamReading, readRam } from "./ram.ts";
import { sharedLimit } from "./tools.ts";
import type { Gpu, Hardware, HardwareOverrides, ProbedGpu } from "./types.ts";

interface HardwareOutside extends Pick<Outside, "proc" | "host" | "env"> {
  fs: ProbeInput["fs"];
}

/**
 * Limit of all tools together, in ms, since drivers may hang. With the start of Node and the last resort, the whole stays
 * below 3.5 s.
 */
const PROBE_TIMEOUT_MS = 2800;

/**
 * The hardware of this machine, or of the one that the overrides describe. All tools start at once and share one time
 * limit. Never throws.
 */
export async function probeHardware(
  { proc, fs, host, env }: HardwareOutside,
  given: HardwareOverrides = {},
  timeoutMs = PROBE_TIMEOUT_MS,
): Promise<Hardware> {
  const overrides = asSold(given);
  const run = sharedLimit(proc, timeoutMs);
  const reading = readRam({ run, fs, host });
  const input: ProbeInput = { run, fs, host, env, ram: reading };
  const described = overrides.vramBytes !== undefined || overrides.unifiedBytes !== undefined;
  const [facts, found, model] = await Promise.all([
    reading,
    described ? { gpus: [], notes: [], installedBytes: null } : probeGpus(input),
    host.cpuModel ?? host.cpuBrand?.() ?? null,
  ]);
  const gpus = described ? describedGpus(overrides, host) : withBandwidth(found.gpus, overrides.bandwidthGBs);
  const ram = overrideRam(
    {
      // the total on Windows lacks the carve-out of an integrated GPU
      totalBytes: facts.limited ? facts.totalBytes : (found.installedBytes ?? facts.totalBytes),
      availableBytes: facts.availableBytes,
      source: facts.source,
      bandwidthGBs: null,
    },
    overrides,
    gpus,
  );
  const os = {
    platform: host.platform,
    release: host.release,
    arch: host.arch,
    wsl: wslGeneration(fs, host) !== null,
    container: containerKind(fs, host, env) !== null,
  };
  return {
    os,
    cpu: { model, cores: host.cpuCount },
    ram,
    gpus: gpus.map(withoutUsable),
    budget: budgetOf(gpus, ram, { described }),
    notes: [...found.notes, ...(described ? [] : placeNotes(input, os, gpus, facts)), ...roundNotes(given)],
  };
}

async function probeGpus(input: ProbeInput): Promise<ProbeResult & { installedBytes: number | null }> {
  const [nvidia, amd, apple, windows, intel] = await Promise.all([
    probeNvidia(input),
    probeAmd(input),
    probeApple(input),
    probeWindows(input),
    probeIntel(input),
  ]);
  // the registry lists NVIDIA GPUs, too, for which nvidia-smi is better
  const fromRegistry = windows.gpus.filter((gpu) => gpu.vendor !== "nvidia" || nvidia.gpus.length === 0);
  const gpus = [...nvidia.gpus, ...amd.gpus, ...apple.gpus, ...fromRegistry, ...intel.gpus];
  const notes = [nvidia, amd, apple, windows, intel].flatMap((result) => result.notes);
  const { installedBytes } = windows;
  if (input.host.platform === "darwin" || gpus.some(tellsMemory)) return { gpus, notes, installedBytes };
  const last = await probeLastResort(input.run);
  return { gpus: last.some(tellsMemory) || gpus.length === 0 ? last : gpus, notes, installedBytes };
}

function tellsMemory({ memory }: Gpu): boolean {
  return memory.totalBytes !== null;
}

function withBandwidth(gpus: readonly ProbedGpu[], bandwidthGBs: number | undefined): ProbedGpu[] {
  return gpus.map((gpu) => (bandwidthGBs === undefined ? gpu : { ...gpu, bandwidthGBs }));
}

function withoutUsable({ usable: _, ...gpu }: ProbedGpu): Gpu {
  return gpu;
}

function placeNotes(
  { fs }: ProbeInput,
  os: Hardware["os"],
  gpus: readonly ProbedGpu[],
  ram: RamReading,
): string[] {
  const own = gpus.some((gpu) => gpu.memory.kind !== "shared");
  const byDriver = gpus.some((gpu) => gpu.memory.source === DRIVER_SOURCE);
  return present(
    ram.limited && "Memory is limited by a container or cgroup; that limit counts, not the machine.",
    os.wsl && "WSL: main memory is the share of the virtual machine (.wslconfig), not that of Windows.",
    os.container && !own
      ? "In a container without a GPU: start it with --gpus all (NVIDIA) or --device /dev/kfd --device /dev/dri (AMD)."
      : !own && drmCards(fs, PCI.nvidia).length > 0
        ? "An NVIDIA card is built in, but nvidia-smi is not there: install the driver."
        : byDriver &&
          "An NVIDIA card is there, but its memory cannot be read without nvidia-smi; say it with --vram.",
  );
}
