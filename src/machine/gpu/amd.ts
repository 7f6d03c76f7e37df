import { neutralize } from "../../core/text.ts";
import { bandwidthOf } from "../bandwidth.ts";
import { formatBytes, GIB } from "../size.ts";
import type { GpuMemory, ProbedGpu, ProbeResult } from "../types.ts";
import { type AmdMemory, askAmdTools } from "./amd-tools.ts";
import { cardUsable } from "./card.ts";
import { listNames, type ProbeOutside, type RamFacts, readCount, readText } from "./types.ts";

const AMD_VENDOR_ID = "0x1002";
/** A pool this many times the carve-out means that the driver itself treats the GPU as part of main memory. */
const POOL_TO_CARVE_OUT = 8;
const SYSTEM_RESERVE_BYTES = 8 * GIB;
/** Product lines that are sold as cards only. */
const CARD_NAME = /\bRX \d{3,4}|\bPRO [WV]\d{4}|\bInstinct\b|\bMI\d{2,3}/i;
/** Names by PCI device and revision, as libdrm brings them ("744C,\tC8,\tAMD Radeon RX 7900 XTX"). */
const NAMES_FILE = "/usr/share/libdrm/amdgpu.ids";
/** A driver that lends the GPU less than this share of main memory can be told to lend more. */
const SMALL_GTT_SHARE = 0.75;
/** From this carve-out on, little is left for what the GPU could borrow anyway. */
const LARGE_CARVE_OUT_BYTES = 32 * GIB;

/** An APU's GPU may use its carve-out and borrow main memory (GTT); a card of its own is never better for borrowing. */
function isApu(memory: AmdMemory, name: string, cpuModel: string | null): boolean {
  // A small card in a machine with much memory has a large GTT too.
  if (CARD_NAME.test(name)) return false;
  if (/ryzen ai max/i.test(cpuModel ?? "")) return true;
  const { vramTotal, gttTotal } = memory;
  return vramTotal !== null && gttTotal !== null && gttTotal >= POOL_TO_CARVE_OUT * vramTotal;
}

/** MemTotal leaves the carve-out out, so that carve-out and borrowed memory add up without overlap. */
function amdGpu(
  name: string,
  memory: AmdMemory,
  ram: RamFacts,
  cpuModel: string | null,
  source: string,
): ProbedGpu {
  const { vramTotal, vramUsed, gttTotal, gttUsed } = memory;
  const base = { vendor: "amd" as const };
  if (isApu(memory, name, cpuModel) && vramTotal !== null) {
    const borrowed =
      gttTotal === null || ram.availableBytes === null
        ? 0
        : Math.max(0, Math.min(gttTotal - (gttUsed ?? 0), ram.availableBytes - SYSTEM_RESERVE_BYTES));
    const carveOut = Math.max(0, vramTotal - (vramUsed ?? 0));
    const pool: GpuMemory = {
      totalBytes: vramTotal + (gttTotal ?? 0),
      freeBytes: carveOut + borrowed,
      kind: "unified",
      source,
      confidence: gttTotal === null ? "low" : "medium",
    };
    const how = `${formatBytes(carveOut)} carve-out + ${formatBytes(borrowed)} that the GPU can borrow (${source})`;
    const bandwidthGBs = bandwidthOf(cpuModel) ?? bandwidthOf(name);
    return { ...base, name, memory: pool, bandwidthGBs, usable: { bytes: carveOut + borrowed, how } };
  }
  const own: GpuMemory = {
    totalBytes: vramTotal,
    freeBytes: vramTotal === null || vramUsed === null ? null : Math.max(0, vramTotal - vramUsed),
    kind: "dedicated",
    source,
    confidence: vramTotal === null ? "unknown" : "high",
  };
  return { ...base, name, memory: own, bandwidthGBs: bandwidthOf(name), usable: cardUsable(own) };
}

/** The amdgpu driver first; the tools only where it tells nothing (containers without /sys, for one). */
export async function probeAmd(outside: ProbeOutside, ram: Promise<RamFacts>): Promise<ProbeResult> {
  if (outside.host.platform !== "linux") return { gpus: [], notes: [] };
  const cards = listNames(outside, "/sys/class/drm").filter((name) => /^card\d+$/.test(name));
  const own = cards
    .filter((card) => readText(outside, `/sys/class/drm/${card}/device/vendor`) === AMD_VENDOR_ID)
    .map((card) => readCard(outside, card));
  const { cpuModel } = outside.host;
  if (own.some(({ memory }) => memory.vramTotal !== null)) {
    const facts = await ram;
    return {
      gpus: own.map(({ name, memory }) => amdGpu(name, memory, facts, cpuModel, "amdgpu sysfs")),
      notes: own.flatMap(({ name, memory }) => poolNotes(name, memory, facts, cpuModel)),
    };
  }
  const { found, source } = await askAmdTools(outside);
  const facts = await ram;
  const known = found.length > 0 ? found : own.map(({ name, memory }) => ({ name, ...memory }));
  const from = found.length > 0 ? source : "amdgpu sysfs";
  return { gpus: known.map((card) => amdGpu(card.name, card, facts, cpuModel, from)), notes: [] };
}

function readCard(outside: ProbeOutside, card: string): { name: string; memory: AmdMemory } {
  const device = `/sys/class/drm/${card}/device`;
  const id = (readText(outside, `${device}/device`) ?? "").replace(/^0x/, "");
  const revision = (readText(outside, `${device}/revision`) ?? "").replace(/^0x/, "");
  const product = readText(outside, `${device}/product_name`) || libdrmName(outside, id, revision);
  const memory: AmdMemory = {
    vramTotal: readCount(outside, `${device}/mem_info_vram_total`) || null,
    vramUsed: readCount(outside, `${device}/mem_info_vram_used`),
    gttTotal: readCount(outside, `${device}/mem_info_gtt_total`) || null,
    gttUsed: readCount(outside, `${device}/mem_info_gtt_used`),
  };
  return { name: neutralize(product || `AMD GPU 1002:${id || "?"}`), memory };
}

/** Cards for desktops tell no product name; without one their bandwidth is not known. */
function libdrmName(outside: ProbeOutside, id: string, revision: string): string | null {
  if (!/^[\da-f]{4}$/i.test(id) || !/^[\da-f]{2}$/i.test(revision)) return null;
  const line = new RegExp(`^${id},\\s*${revision},\\s*(.+)$`, "im");
  return line.exec(readText(outside, NAMES_FILE) ?? "")?.[1]?.trim() ?? null;
}

/** What the settings of firmware and kernel leave unused. */
function poolNotes(name: string, memory: AmdMemory, ram: RamFacts, cpuModel: string | null): string[] {
  if (!isApu(memory, name, cpuModel)) return [];
  const carveOut = memory.vramTotal ?? 0;
  if (carveOut >= LARGE_CARVE_OUT_BYTES) {
    return [
      `The firmware sets ${formatBytes(carveOut)} aside for the GPU; a small carve-out with a large GTT (ttm.pages_limit) serves both sides better.`,
    ];
  }
  const { gttTotal } = memory;
  const small = gttTotal !== null && ram.totalBytes !== null && gttTotal < SMALL_GTT_SHARE * ram.totalBytes;
  return small && !ram.limited
    ? [
        `The kernel lends the GPU at most ${formatBytes(gttTotal)} of main memory; ttm.pages_limit (or amdgpu.gttsize) on its command line raises that.`,
      ]
    : [];
}
