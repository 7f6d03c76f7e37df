import { formatBytes, GIB } from "../../core/bytes.ts";
import { neutralize } from "../../core/text.ts";
import { bandwidthOf } from "../bandwidth.ts";
import { baseReserve } from "../budget.ts";
import { readCount, readText, readValue, type SystemFiles } from "../files.ts";
import type { RamReading } from "../ram.ts";
import type { ProbedGpu } from "../types.ts";
import { type AmdCard, askAmdTools } from "./amd-tools.ts";
import { type DrmCard, drmCards, gpuOf, PCI } from "./gpu.ts";
import { NOTHING, type ProbeInput, type ProbeResult } from "./types.ts";

/** With a pool this many times the carve-out, the driver treats the GPU as part of the RAM. */
const POOL_TO_CARVE_OUT = 8;
/** Product lines that are only sold as cards. */
const CARD_NAME = /\bRX \d{3,4}|\bPRO [WV]\d{4}|\bInstinct\b|\bMI\d{2,3}/i;
/** libdrm's names by PCI device and revision ("744C,\tC8,\tAMD Radeon RX 7900 XTX"). */
const NAMES_FILE = "/usr/share/libdrm/amdgpu.ids";
/** A driver that lends the GPU less than this share of the RAM could lend more. */
const SMALL_GTT_SHARE = 0.75;
/** With a larger carve-out little is left that the GPU could borrow. */
const LARGE_CARVE_OUT_BYTES = 32 * GIB;

/** By the amdgpu driver; by the tools where that reports nothing, as in containers without /sys. */
export async function probeAmd({ run, fs, host, ram }: ProbeInput): Promise<ProbeResult> {
  if (host.platform !== "linux") return NOTHING;
  const { cpuModel } = host;
  const own = drmCards(fs, PCI.amd).map((card) => readCard(fs, card));
  if (own.some(({ vramTotal }) => vramTotal !== null)) {
    const facts = await ram;
    return {
      gpus: own.map((card) => amdGpu(card, facts, cpuModel, "amdgpu sysfs")),
      notes: own.flatMap((card) => poolNotes(card, facts, cpuModel)),
    };
  }
  const { found, source } = await askAmdTools(run);
  const facts = await ram;
  const [cards, from] = found.length > 0 ? [found, source] : [own, "amdgpu sysfs"];
  return { gpus: cards.map((card) => amdGpu(card, facts, cpuModel, from)), notes: [] };
}

function readCard(fs: SystemFiles, { device, id }: DrmCard): AmdCard {
  const name = readValue(fs, `${device}/product_name`) || libdrmName(fs, device, id);
  return {
    name: neutralize(name || `AMD GPU 1002:${id || "?"}`),
    vramTotal: readCount(fs, `${device}/mem_info_vram_total`) || null,
    vramUsed: readCount(fs, `${device}/mem_info_vram_used`),
    gttTotal: readCount(fs, `${device}/mem_info_gtt_total`) || null,
    gttUsed: readCount(fs, `${device}/mem_info_gtt_used`),
  };
}

/** Desktop GPUs have no product_name, and without a name their bandwidth is unknown. */
function libdrmName(fs: SystemFiles, device: string, id: string): string | null {
  const revision = (readValue(fs, `${device}/revision`) ?? "").replace(/^0x/, "");
  if (!/^[\da-f]{4}$/.test(id) || !/^[\da-f]{2}$/i.test(revision)) return null;
  const line = new RegExp(`^${id},\\s*${revision},\\s*(.+)$`, "im");
  return line.exec(readText(fs, NAMES_FILE) ?? "")?.[1]?.trim() ?? null;
}

/** The GPU of an APU uses its carve-out and borrows RAM (GTT); for a card borrowing is never worth it. */
function isApu({ name, vramTotal, gttTotal }: AmdCard, cpuModel: string | null): boolean {
  // a small card in a machine with much RAM has a large GTT, too
  if (CARD_NAME.test(name)) return false;
  if (/ryzen ai max/i.test(cpuModel ?? "")) return true;
  return vramTotal !== null && gttTotal !== null && gttTotal >= POOL_TO_CARVE_OUT * vramTotal;
}

/** MemTotal does not include the carve-out, so carve-out and borrowed memory add up. */
function amdGpu(card: AmdCard, ram: RamReading, cpuModel: string | null, source: string): ProbedGpu {
  const { name, vramTotal, vramUsed, gttTotal, gttUsed } = card;
  if (vramTotal === null || !isApu(card, cpuModel)) {
    const freeBytes = vramTotal === null || vramUsed === null ? null : Math.max(0, vramTotal - vramUsed);
    return gpuOf(name, "amd", { totalBytes: vramTotal, freeBytes, source });
  }
  const borrowed =
    gttTotal === null
      ? 0
      : Math.max(0, Math.min(gttTotal - (gttUsed ?? 0), ram.availableBytes - baseReserve(ram.totalBytes)));
  const carveOut = Math.max(0, vramTotal - (vramUsed ?? 0));
  const bytes = Math.floor(carveOut + borrowed);
  const how = `${formatBytes(carveOut)} carve-out + ${formatBytes(borrowed)} that the GPU can borrow (${source})`;
  return gpuOf(
    name,
    "amd",
    {
      totalBytes: vramTotal + (gttTotal ?? 0),
      freeBytes: bytes,
      kind: "unified",
      source,
      confidence: gttTotal === null ? "low" : "medium",
    },
    { bandwidthGBs: bandwidthOf(cpuModel) ?? bandwidthOf(name), usable: { bytes, how } },
  );
}

/** Memory that the settings of firmware or kernel leave unused. */
function poolNotes(card: AmdCard, ram: RamReading, cpuModel: string | null): string[] {
  if (!isApu(card, cpuModel)) return [];
  const { gttTotal } = card;
  const carveOut = card.vramTotal ?? 0;
  if (carveOut >= LARGE_CARVE_OUT_BYTES) {
    return [
      `The firmware sets ${formatBytes(carveOut)} aside for the GPU; a small carve-out with a large GTT (ttm.pages_limit) serves both sides better.`,
    ];
  }
  const small = gttTotal !== null && ram.totalBytes !== null && gttTotal < SMALL_GTT_SHARE * ram.totalBytes;
  return small && !ram.limited
    ? [
        `The kernel lends the GPU at most ${formatBytes(gttTotal)} of main memory; ttm.pages_limit (or amdgpu.gttsize) on its command line raises that.`,
      ]
    : [];
}
