import { neutralize } from "../../core/text.ts";
import { bandwidthOf } from "../bandwidth.ts";
import { MIB } from "../size.ts";
import type { Gpu, GpuMemory, ProbedGpu, ProbeResult } from "../types.ts";
import { cardUsable } from "./card.ts";
import { limitOf, type ProbeOutside } from "./types.ts";

/** A device as llama.cpp sees it: what a model server really gets. */
export interface LlamaDevice {
  /** "MTL", "CUDA", "ROCm", "Vulkan", "SYCL". */
  backend: string;
  name: string;
  totalBytes: number;
  freeBytes: number;
}

/** GPUs that share main memory, by name; llama.cpp does not tell. */
const SHARING = /\b(?:GB10|Thor|Orin|80[456]0S|gfx115\d|Graphics)\b/i;
/** A renderer on the CPU, which is no GPU. */
const SOFTWARE = /llvmpipe|lavapipe|swiftshader/i;

/** "  CUDA0: NVIDIA GeForce RTX 4090 (24111 MiB, 23500 MiB free)"; devices without memory (BLAS) are left out. */
function parseDevices(text: string): LlamaDevice[] {
  const devices: LlamaDevice[] = [];
  for (const [, backend, name, total, free] of text.matchAll(
    /^\s*([A-Za-z]+)\d*: (.+) \((\d+) MiB, (\d+) MiB free\)\s*$/gm,
  )) {
    if (backend === undefined || name === undefined || SOFTWARE.test(name) || !(Number(total) > 0)) continue;
    devices.push({
      backend,
      name: neutralize(name),
      totalBytes: Number(total) * MIB,
      freeBytes: Number(free) * MIB,
    });
  }
  return devices;
}

/** Asks an installed llama-server which devices it has; it starts none of them for that and loads nothing. */
export async function askLlamaServer(outside: ProbeOutside): Promise<LlamaDevice[]> {
  const result = await outside.proc.run("llama-server", ["--list-devices"], { timeoutMs: limitOf(outside) });
  return result.exitCode === 0 ? parseDevices(`${result.stdout}\n${result.stderr}`) : [];
}

/** Where no driver told the memory of a GPU: what llama.cpp sees, else the names that Vulkan lists. */
export async function probeLastResort(outside: ProbeOutside): Promise<ProbeResult> {
  const [devices, vulkan] = await Promise.all([
    askLlamaServer(outside),
    outside.proc.run("vulkaninfo", ["--summary"], { timeoutMs: limitOf(outside) }),
  ]);
  if (devices.length > 0) return { gpus: devices.map(toGpu), notes: [] };
  return { gpus: parseVulkan(vulkan.exitCode === 0 ? vulkan.stdout : ""), notes: [] };
}

function toGpu(device: LlamaDevice): ProbedGpu {
  const { name, totalBytes, freeBytes } = device;
  const memory: GpuMemory = {
    totalBytes,
    freeBytes: freeBytes > 0 ? freeBytes : null,
    kind: SHARING.test(name) ? "unified" : "dedicated",
    source: `llama-server --list-devices (${device.backend})`,
    confidence: "medium",
  };
  return {
    name,
    vendor: vendorOf(name),
    memory,
    bandwidthGBs: bandwidthOf(name),
    usable: cardUsable(memory),
  };
}

/** Names of `vulkaninfo --summary`, which tells no memory; renderers on the CPU are none. */
function parseVulkan(text: string): ProbedGpu[] {
  return text.split(/^GPU\d+:\s*$/m).flatMap((block) => {
    const name = /^\s*deviceName\s*=\s*(.+?)\s*$/m.exec(block)?.[1];
    const type = /^\s*deviceType\s*=\s*PHYSICAL_DEVICE_TYPE_(\w+)/m.exec(block)?.[1];
    if (name === undefined || type === "CPU" || SOFTWARE.test(name)) return [];
    const memory: GpuMemory = {
      totalBytes: null,
      freeBytes: null,
      kind: type === "DISCRETE_GPU" ? "dedicated" : "shared",
      source: "vulkaninfo",
      confidence: "unknown",
    };
    const clean = neutralize(name);
    return [{ name: clean, vendor: vendorOf(clean), memory, bandwidthGBs: bandwidthOf(clean), usable: null }];
  });
}

function vendorOf(name: string): Gpu["vendor"] {
  if (/NVIDIA|GeForce|Quadro|Tesla/i.test(name)) return "nvidia";
  if (/AMD|Radeon/i.test(name)) return "amd";
  if (/Apple/i.test(name)) return "apple";
  return /Intel/i.test(name) ? "intel" : "other";
}
