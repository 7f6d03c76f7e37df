import { budgetOf } from "./budget.ts";
import { probeAmd } from "./gpu/amd.ts";
import { probeApple } from "./gpu/apple.ts";
import { probeIntel } from "./gpu/intel.ts";
import { probeLastResort } from "./gpu/llama-server.ts";
import { probeNvidia } from "./gpu/nvidia.ts";
import { probeRam } from "./gpu/ram.ts";
import { listNames, PROBE_TIMEOUT_MS, type ProbeOutside, type RamFacts, readText } from "./gpu/types.ts";
import { probeWindows } from "./gpu/windows.ts";
import { describedGpus, overrideRam, roundNotes } from "./overrides.ts";
import type { Gpu, Hardware, HardwareOverrides, ProbedGpu, ProbeResult } from "./types.ts";

/**
 * What this machine has, or the one that the overrides describe. Never throws; all commands start at once and share one
 * time limit, so that a hanging tool costs that much and no more.
 */
export async function probeHardware(
  machine: ProbeOutside,
  overrides: HardwareOverrides = {},
): Promise<Hardware> {
  const { host } = machine;
  const outside = { ...machine, deadline: performance.now() + (machine.timeoutMs ?? PROBE_TIMEOUT_MS) };
  const described = overrides.vramBytes !== undefined || overrides.unifiedBytes !== undefined;
  const reading = probeRam(outside);
  const [facts, found, model] = await Promise.all([
    reading,
    described ? { gpus: [], notes: [], installedBytes: null } : probeGpus(outside, reading),
    host.cpuModel ?? host.cpuBrand?.() ?? null,
  ]);
  const ram = overrideRam(
    {
      // Windows keeps the part that an integrated GPU was given to itself; installed memory has it.
      totalBytes: facts.limited ? facts.totalBytes : (found.installedBytes ?? facts.totalBytes),
      availableBytes: facts.availableBytes,
      source: facts.source,
      bandwidthGBs: null,
    },
    overrides,
  );
  const gpus = described ? describedGpus(overrides, host) : withBandwidth(found.gpus, overrides.bandwidthGBs);
  const os = { platform: host.platform, release: host.release, arch: host.arch, ...surroundings(outside) };
  return {
    os,
    cpu: { model, cores: host.cpuCount },
    ram,
    gpus: gpus.map(withoutUsable),
    budget: budgetOf(gpus, ram, { described }),
    notes: [
      ...found.notes,
      ...(described ? [] : placeNotes(outside, os, gpus, facts)),
      ...roundNotes(overrides),
    ],
  };
}

async function probeGpus(
  outside: ProbeOutside,
  ram: Promise<RamFacts>,
): Promise<ProbeResult & { installedBytes: number | null }> {
  const [nvidia, amd, intel, apple, windows] = await Promise.all([
    probeNvidia(outside, ram),
    probeAmd(outside, ram),
    probeIntel(outside),
    probeApple(outside, ram),
    probeWindows(outside),
  ]);
  // The registry lists NVIDIA cards too; what nvidia-smi tells of them is better.
  const fromRegistry = windows.gpus.filter((gpu) => gpu.vendor !== "nvidia" || nvidia.gpus.length === 0);
  const gpus = [...nvidia.gpus, ...amd.gpus, ...apple.gpus, ...fromRegistry, ...intel.gpus];
  const notes = [nvidia, amd, apple, windows, intel].flatMap((result) => result.notes);
  const { installedBytes } = windows;
  if (outside.host.platform === "darwin" || gpus.some((gpu) => gpu.memory.totalBytes !== null)) {
    return { gpus, notes, installedBytes };
  }
  const last = await probeLastResort(outside);
  const better = last.gpus.some((gpu) => gpu.memory.totalBytes !== null) || gpus.length === 0;
  return { gpus: better ? last.gpus : gpus, notes, installedBytes };
}

function withBandwidth(gpus: readonly ProbedGpu[], bandwidthGBs: number | undefined): ProbedGpu[] {
  return gpus.map((gpu) => (bandwidthGBs === undefined ? gpu : { ...gpu, bandwidthGBs }));
}

function withoutUsable({ usable: _, ...gpu }: ProbedGpu): Gpu {
  return gpu;
}

/** WSL and containers see less of the machine than there is. */
function surroundings(outside: ProbeOutside): { wsl: boolean; container: boolean } {
  if (outside.host.platform !== "linux") return { wsl: false, container: false };
  const kernel = readText(outside, "/proc/sys/kernel/osrelease") ?? outside.host.release;
  const container =
    readText(outside, "/.dockerenv") !== null ||
    readText(outside, "/run/.containerenv") !== null ||
    Boolean(outside.env["container"] || outside.env["KUBERNETES_SERVICE_HOST"]) ||
    /docker|kubepods|containerd|\/lxc\//.test(readText(outside, "/proc/1/cgroup") ?? "");
  return { wsl: /microsoft/i.test(kernel), container };
}

function placeNotes(
  outside: ProbeOutside,
  os: Hardware["os"],
  gpus: readonly ProbedGpu[],
  ram: RamFacts,
): string[] {
  const notes: string[] = [];
  const own = gpus.some((gpu) => gpu.memory.kind !== "shared");
  if (ram.limited)
    notes.push("Memory is limited by a container or cgroup; that limit counts, not the machine.");
  if (os.wsl) {
    notes.push("WSL: main memory is the share of the virtual machine (.wslconfig), not that of Windows.");
  }
  if (os.container && !own) {
    notes.push(
      "In a container without a GPU: start it with --gpus all (NVIDIA) or --device /dev/kfd --device /dev/dri (AMD).",
    );
  } else if (!own && hasNvidiaCard(outside)) {
    notes.push("An NVIDIA card is built in, but nvidia-smi is not there: install the driver.");
  } else if (gpus.some((gpu) => gpu.memory.source === "/proc/driver/nvidia")) {
    notes.push(
      "An NVIDIA card is there, but its memory cannot be read without nvidia-smi; say it with --vram.",
    );
  }
  return notes;
}

/** By its PCI vendor, as the kernel's graphics drivers list it. */
function hasNvidiaCard(outside: ProbeOutside): boolean {
  return listNames(outside, "/sys/class/drm").some(
    (card) => readText(outside, `/sys/class/drm/${card}/device/vendor`) === "0x10de",
  );
}
