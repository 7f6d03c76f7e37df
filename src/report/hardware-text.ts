import { formatBytes } from "../core/bytes.ts";
import type { JsonObject } from "../core/json.ts";
import type { Gpu, Hardware } from "../machine/types.ts";
import type { Style } from "../ui/color.ts";
import { wrapText } from "../ui/wrap.ts";
import { oneLine } from "./parts/safe.ts";

/** One line for init: "1 x RTX 4090 24.0 GiB (nvidia-smi), 62.0 GiB RAM; budget 23.0 GiB". */
export function hardwareLine(hardware: Hardware): string {
  const gpus = [...groups(hardware.gpus)].map(([text, count]) => `${count} x ${text}`);
  const where = gpus.length > 0 ? gpus.join(", ") : "no GPU found";
  return oneLine(
    `${where}, ${formatBytes(hardware.ram.totalBytes)} RAM; budget ${formatBytes(hardware.budget.bytes)}`,
  );
}

/** The hardware with the source of each figure. Lines are wrapped at `width` columns, if given. */
export function hardwareText(hardware: Hardware, style: Style, width?: number): string {
  const { os, cpu, ram, gpus, budget, notes } = hardware;
  const place = [os.platform, os.release, os.arch, os.wsl ? "WSL" : "", os.container ? "container" : ""];
  const available = ram.availableBytes === null ? "" : `, ${formatBytes(ram.availableBytes)} available`;
  const kind = { gpu: "GPU", unified: "unified memory", cpu: "CPU" }[budget.kind];
  const lines = [
    `${style.bold("system")}  ${place.filter(Boolean).join(" ")}`,
    `${style.bold("CPU")}     ${oneLine(cpu.model ?? "unknown")}, ${cpu.cores} cores`,
    `${style.bold("RAM")}     ${formatBytes(ram.totalBytes)}${available} ${style.dim(`(${ram.source})`)}`,
    ...(gpus.length === 0 ? [`${style.bold("GPU")}     none found`] : gpus.map((gpu) => gpuLine(gpu, style))),
    `${style.bold("budget")}  ${style.green(formatBytes(budget.bytes))} for a model (${kind}): ${budget.how}`,
    ...notes.map((note) => `${style.yellow("note:")} ${oneLine(note)}`),
  ];
  return `${lines.flatMap((line) => wrapText(line, width)).join("\n")}\n`;
}

/** The JSON of `hardware` according to the contract; unknown figures are null. */
export function toHardwareJson(hardware: Hardware): JsonObject {
  const { os, cpu, ram, gpus, budget, notes } = hardware;
  return {
    schemaVersion: 1,
    os: { ...os },
    cpu: { ...cpu },
    ram: { ...ram },
    gpus: gpus.map(({ name, vendor, memory, bandwidthGBs }) => ({
      name,
      vendor,
      memory: { ...memory },
      bandwidthGBs,
    })),
    budget: { ...budget },
    notes: [...notes],
  };
}

function gpuLine(gpu: Gpu, style: Style): string {
  const { memory } = gpu;
  const free = memory.freeBytes === null ? "" : `, ${formatBytes(memory.freeBytes)} free`;
  const speed = gpu.bandwidthGBs === null ? "" : `, ${gpu.bandwidthGBs} GB/s`;
  const size = `${formatBytes(memory.totalBytes)} ${memory.kind}${free}${speed}`;
  const sure = memory.confidence === "high" ? "" : `, confidence ${memory.confidence}`;
  return `${style.bold("GPU")}     ${oneLine(gpu.name ?? "GPU")}, ${size} ${style.dim(`(${memory.source}${sure})`)}`;
}

/** Counts equal GPUs. */
function groups(gpus: readonly Gpu[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const gpu of gpus) {
    const name = (gpu.name ?? "GPU").replace(/^NVIDIA (?:GeForce )?|^AMD /, "");
    const text = `${name} ${formatBytes(gpu.memory.totalBytes)} (${gpu.memory.source})`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}
