import { GIB, MIB } from "../../core/bytes.ts";
import { asArray, asString, getIn, getKey, isObject, type Json, parseJson } from "../../core/json.ts";
import { neutralize } from "../../core/text.ts";
import type { RunTool } from "../tools.ts";

/** A GPU with its memory in bytes, as driver or tools report it; null: unknown. */
export interface AmdCard {
  name: string;
  vramTotal: number | null;
  vramUsed: number | null;
  gttTotal: number | null;
  gttUsed: number | null;
}

/** GPUs by rocm-smi, which also reports what is in use, else by amd-smi. */
export async function askAmdTools(
  run: RunTool,
): Promise<{ found: AmdCard[]; source: "rocm-smi" | "amd-smi" }> {
  const [amdSmi, rocmSmi] = await Promise.all([
    run("amd-smi", ["static", "--vram", "--asic", "--json"]),
    run("rocm-smi", ["--showproductname", "--showmeminfo", "all", "--json"]),
  ]);
  const rocm = parseRocmSmi(rocmSmi.stdout);
  return rocm.length > 0
    ? { found: rocm, source: "rocm-smi" }
    : { found: parseAmdSmi(amdSmi.stdout), source: "amd-smi" };
}

/**
 * `rocm-smi --json` prints one object for each GPU. The spelling of keys and the quoting of numbers differ between
 * versions, and some print "GPU[0] : key: value" lines or a table with commas instead.
 */
function parseRocmSmi(text: string): AmdCard[] {
  const data = parseJson(text);
  const cards = isObject(data)
    ? Object.entries(data).flatMap(([key, card]) => (/^card\d+$/.test(key) ? [card] : []))
    : [...blocksOf(text), ...rowsOf(text)];
  return cards.map((card) => ({
    name: neutralize(asString(field(card, "card series") ?? field(card, "device name")) ?? "AMD GPU"),
    vramTotal: bytesOf(field(card, "vram total memory (b)")),
    vramUsed: bytesOf(field(card, "vram total used memory (b)")),
    gttTotal: bytesOf(field(card, "gtt total memory (b)")),
    gttUsed: bytesOf(field(card, "gtt total used memory (b)")),
  }));
}

/** "GPU[0]\t\t: VRAM Total Memory (B): 8573157376", by card. */
function blocksOf(text: string): Json[] {
  const cards = new Map<string, { [key: string]: Json }>();
  for (const [, index, key, value] of text.matchAll(/^GPU\[(\d+)\]\s*:\s*(.+?)\s*:\s*(\S.*?)\s*$/gm)) {
    if (index === undefined || key === undefined || value === undefined) continue;
    cards.set(index, { ...cards.get(index), [key]: value });
  }
  return [...cards.values()];
}

/** "device,VRAM Total Memory (B),...", then a row for each GPU; the order of columns differs between versions. */
function rowsOf(text: string): Json[] {
  const lines = text.split(/\r?\n/);
  const head = lines.findIndex((line) => /^device,/i.test(line));
  if (head < 0) return [];
  const keys = (lines[head] ?? "").split(",").map((key) => key.trim());
  return lines.slice(head + 1).flatMap((line) => {
    const values = line.split(",").map((value) => value.trim());
    if (!/^card\d+$/.test(values[0] ?? "") || values.length !== keys.length) return [];
    return [Object.fromEntries(keys.map((key, i): [string, Json] => [key, values[i] ?? ""]))];
  });
}

/** `amd-smi static --vram --json`: {"gpu_data": [...]} or the bare list. */
function parseAmdSmi(text: string): AmdCard[] {
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

/** The MB of amd-smi are 2^20 bytes, as in the driver. */
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
