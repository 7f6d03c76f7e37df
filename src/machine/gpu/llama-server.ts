import { MIB } from "../../core/bytes.ts";
import { neutralize } from "../../core/text.ts";
import type { RunTool } from "../tools.ts";
import type { ProbedGpu } from "../types.ts";
import { gpuOf, vendorOf } from "./gpu.ts";

/** A device as llama.cpp sees it, which is what a model server really gets. */
export interface LlamaDevice {
  /** "MTL", "CUDA", "ROCm", "Vulkan", "SYCL". */
  backend: string;
  name: string;
  totalBytes: number;
  freeBytes: number;
}

/** Names of GPUs that share the RAM, which llama.cpp does not report. */
const SHARING = /\b(?:GB10|Thor|Orin|80[456]0S|gfx115\d|Graphics)\b/i;
/** Renderers on the CPU. */
const SOFTWARE = /llvmpipe|lavapipe|swiftshader/i;

/** "  CUDA0: NVIDIA GeForce RTX 4090 (24111 MiB, 23500 MiB free)"; devices without memory (BLAS) are left out. */
function parseDevices(text: string): LlamaDevice[] {
  const lines = text.matchAll(/^\s*([A-Za-z]+)\d*: (.+) \((\d+) MiB, (\d+) MiB free\)\s*$/gm);
  return [...lines].flatMap(([, backend = "", name = "", total, free]) => {
    if (SOFTWARE.test(name) || Number(total) === 0) return [];
    const [totalBytes, freeBytes] = [Number(total) * MIB, Number(free) * MIB];
    return [{ backend, name: neutralize(name), totalBytes, freeBytes }];
  });
}

/** The devices of an installed llama-server, which loads nothing to list them. */
export async function askLlamaServer(run: RunTool): Promise<LlamaDevice[]> {
  const result = await run("llama-server", ["--list-devices"]);
  return result.exitCode === 0 ? parseDevices(`${result.stdout}\n${result.stderr}`) : [];
}

/** For GPUs whose memory no driver reports: what llama.cpp sees, else the names that Vulkan lists. */
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

/** GPUs of `vulkaninfo --summary`, which does not list their memory. */
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
