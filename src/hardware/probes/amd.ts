import { asArray, asString, getIn, getKey, isObject, type Json, parseJson } from "../../core/json.ts";
import { neutralize } from "../../core/text.ts";
import { bandwidthOf } from "../bandwidth.ts";
import { formatBytes, GIB, MIB } from "../size.ts";
import type { GpuMemory, ProbedGpu, ProbeResult } from "../types.ts";
import { cardUsable } from "./card.ts";
import {
  listNames,
  PROBE_TIMEOUT_MS,
  type ProbeOutside,
  type RamFacts,
  readCount,
  readText,
} from "./types.ts";

const AMD_VENDOR_ID = "0x1002";
/** A pool this many times the carve-out means that the driver itself treats the GPU as part of main memory. */
const POOL_TO_CARVE_OUT = 8;
const SYSTEM_RESERVE_BYTES = 8 * GIB;
/** From this carve-out on, little is left for what the GPU could borrow anyway. */
const LARGE_CARVE_OUT_BYTES = 32 * GIB;

/** Bytes as the amdgpu driver tells them; null where it does not. */
export interface AmdMemory {
  vramTotal: number | null;
  vramUsed: number | null;
  gttTotal: number | null;
  gttUsed: number | null;
}

/** An APU's GPU may use its carve-out and borrow main memory (GTT); a card of its own is never better for borrowing. */
export function isApu(memory: AmdMemory, cpuModel: string | null): boolean {
  if (/ryzen ai max/i.test(cpuModel ?? "")) return true;
  const { vramTotal, gttTotal } = memory;
  return vramTotal !== null && gttTotal !== null && gttTotal >= POOL_TO_CARVE_OUT * vramTotal;
}

/** MemTotal leaves the carve-out out, so that carve-out and borrowed memory add up without overlap. */
export function amdGpu(
  name: string,
  memory: AmdMemory,
  ram: RamFacts,
  cpuModel: string | null,
  source: string,
): ProbedGpu {
  const { vramTotal, vramUsed, gttTotal, gttUsed } = memory;
  const base = { vendor: "amd" as const };
  if (isApu(memory, cpuModel) && vramTotal !== null) {
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
export async function probeAmd(outside: ProbeOutside, ram: RamFacts): Promise<ProbeResult> {
  if (outside.host.platform !== "linux") return { gpus: [], notes: [] };
  const cards = listNames(outside, "/sys/class/drm").filter((name) => /^card\d+$/.test(name));
  const own = cards.filter(
    (card) => readText(outside, `/sys/class/drm/${card}/device/vendor`) === AMD_VENDOR_ID,
  );
  const gpus = own.map((card) => readCard(outside, card, ram));
  if (gpus.some((gpu) => gpu.memory.totalBytes !== null)) return { gpus, notes: carveOutNotes(outside, own) };
  const fromTools = await askTools(outside, ram);
  return { gpus: fromTools.length > 0 ? fromTools : gpus, notes: [] };
}

function readCard(outside: ProbeOutside, card: string, ram: RamFacts): ProbedGpu {
  const device = `/sys/class/drm/${card}/device`;
  const id = (readText(outside, `${device}/device`) ?? "").replace(/^0x/, "");
  const product = readText(outside, `${device}/product_name`);
  const memory: AmdMemory = {
    vramTotal: readCount(outside, `${device}/mem_info_vram_total`) || null,
    vramUsed: readCount(outside, `${device}/mem_info_vram_used`),
    gttTotal: readCount(outside, `${device}/mem_info_gtt_total`) || null,
    gttUsed: readCount(outside, `${device}/mem_info_gtt_used`),
  };
  const name = neutralize(product || `AMD GPU 1002:${id || "?"}`);
  return amdGpu(name, memory, ram, outside.host.cpuModel, "amdgpu sysfs");
}

function carveOutNotes(outside: ProbeOutside, cards: readonly string[]): string[] {
  if (!/ryzen ai max/i.test(outside.host.cpuModel ?? "")) return [];
  const sizes = cards.map(
    (card) => readCount(outside, `/sys/class/drm/${card}/device/mem_info_vram_total`) ?? 0,
  );
  const carveOut = Math.max(0, ...sizes);
  if (carveOut < LARGE_CARVE_OUT_BYTES) return [];
  return [
    `The firmware sets ${formatBytes(carveOut)} aside for the GPU; a small carve-out with a large GTT (ttm.pages_limit) serves both sides better.`,
  ];
}

async function askTools(outside: ProbeOutside, ram: RamFacts): Promise<ProbedGpu[]> {
  const timeoutMs = outside.timeoutMs ?? PROBE_TIMEOUT_MS;
  const [amdSmi, rocmSmi] = await Promise.all([
    outside.proc.run("amd-smi", ["static", "--vram", "--asic", "--json"], { timeoutMs }),
    outside.proc.run("rocm-smi", ["--showproductname", "--showmeminfo", "all", "--json"], { timeoutMs }),
  ]);
  const rocm = parseRocmSmi(rocmSmi.stdout);
  const found = rocm.length > 0 ? rocm : parseAmdSmi(amdSmi.stdout);
  const source = rocm.length > 0 ? "rocm-smi" : "amd-smi";
  return found.map((card) => amdGpu(card.name, card, ram, outside.host.cpuModel, source));
}

/** `rocm-smi --json`: one object for each card; key spelling and quoting of numbers differ between versions. */
export function parseRocmSmi(text: string): (AmdMemory & { name: string })[] {
  const data = parseJson(text);
  if (!isObject(data)) return [];
  return Object.entries(data)
    .filter(([key]) => /^card\d+$/.test(key))
    .map(([, card]) => ({
      name: neutralize(asString(field(card, "card series")) ?? "AMD GPU"),
      vramTotal: bytesOf(field(card, "vram total memory (b)")),
      vramUsed: bytesOf(field(card, "vram total used memory (b)")),
      gttTotal: bytesOf(field(card, "gtt total memory (b)")),
      gttUsed: bytesOf(field(card, "gtt total used memory (b)")),
    }));
}

/** `amd-smi static --vram --json`: {"gpu_data": [...]} or the bare list. */
export function parseAmdSmi(text: string): (AmdMemory & { name: string })[] {
  const data = parseJson(text);
  const cards = Array.isArray(data) ? data : asArray(getKey(data, "gpu_data"));
  return cards.map((card) => ({
    name: neutralize(asString(getIn(card, ["asic", "market_name"])) ?? "AMD GPU"),
    vramTotal: amdSmiBytes(getIn(card, ["vram", "size"])),
    vramUsed: null,
    gttTotal: null,
    gttUsed: null,
  }));
}

/** amd-smi says MB and means 2^20, as the driver does. */
function amdSmiBytes(size: Json | undefined): number | null {
  const value = bytesOf(getKey(size, "value"));
  const unit = asString(getKey(size, "unit")) ?? "";
  if (value === null) return null;
  if (/^GB$/i.test(unit)) return value * GIB;
  return /^MB$/i.test(unit) ? value * MIB : null;
}

function field(card: Json, name: string): Json | undefined {
  if (!isObject(card)) return undefined;
  return Object.entries(card).find(([key]) => key.toLowerCase() === name)?.[1];
}

function bytesOf(value: Json | undefined): number | null {
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}
