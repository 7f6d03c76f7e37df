import { MIB } from "../../core/bytes.ts";
import { neutralize } from "../../core/text.ts";
import type { RunTool } from "../tools.ts";
import type { ProbedGpu } from "../types.ts";
import { gpuOf, vendorOf } from "./gpu.ts";

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
export async function askLlamaServer(run: RunTool): Promise<LlamaDevice[]> {
  const result = await run("llama-server", ["--list-devices"]);
  return result.exitCode === 0 ? parseDevices(`${result.stdout}\n${result.stderr}`) : [];
}

/** Where no driver told the memory of a GPU: what llama.cpp sees, else the names that Vulkan lists. */
export async function probeLastResort(run: RunTool): Promise<ProbedGpu[]> {
  const [devices, vulkan] = await Promise.all([askLlamaServer(run), run("vulkaninfo", ["--summary"])]);
  return devices.length > 0 ? devices.map(toGpu) : parseVulkan(vulkan.exitCode === 0 ? vulkan.stdout : "");
}

function toGpu({ backend, name, totalBytes, freeBytes }: LlamaDevice): ProbedGpu {
  return gpuOf(name, vendorOf(name), {
    totalBytes,
    freeBytes: freeBytes > 0 ? freeBytes : null,
    kind: SHARING.test(name) ? "unified" : "dedicated",
    source: `llama-server --list-devices (${backend})`,
    confidence: "medium",
  });
}

/** Names of `vulkaninfo --summary`, which tells no memory; renderers on the CPU are none. */
function parseVulkan(text: string): ProbedGpu[] {
  return text.split(/^GPU\d+:\s*$/m).flatMap((block) => {
    const name = /^\s*deviceName\s*=\s*(.+?)\s*$/m.exec(block)?.[1];
    const type = /^\s*deviceType\s*=\s*PHYSICAL_DEVICE_TYPE_(\w+)/m.exec(block)?.[1];
    if (name === undefined || type === "CPU" || SOFTWARE.test(name)) return [];
    const clean = neutralize(name);
    const kind = type === "DISCRETE_GPU" ? "dedicated" : "shared";
    return [gpuOf(clean, vendorOf(clean), { kind, source: "vulkaninfo" })];
  });
}
