import { formatBytes, MIB } from "../../core/bytes.ts";
import { neutralize } from "../../core/text.ts";
import type { ExecResult } from "../../ports/index.ts";
import { baseReserve } from "../budget.ts";
import { listNames, readText, type SystemFiles } from "../files.ts";
import type { RamReading } from "../ram.ts";
import type { ProbedGpu } from "../types.ts";
import { gpuOf } from "./gpu.ts";
import { NOTHING, type ProbeInput, type ProbeResult } from "./types.ts";

/** N1X laptops report less than this share of the memory that they really have. */
const UNDER_REPORTED_SHARE = 0.25;
/** With ATS, a GPU that reports this share of the RAM means the RAM. */
const SAME_MEMORY_SHARE = 0.75;

/** The source of GPUs that only the kernel's driver lists. */
export const DRIVER_SOURCE = "/proc/driver/nvidia";
const DRIVER_CARDS = `${DRIVER_SOURCE}/gpus`;

const MINIMAL_FIELDS = ["name", "memory.total", "memory.free"] as const;
const COMMON_FIELDS = ["index", "uuid", ...MINIMAL_FIELDS, "driver_version", "compute_cap"] as const;
/** Drivers that do not know a field refuse the whole query, so it is repeated with fewer fields. */
const QUERIES: readonly (readonly string[])[] = [
  [...COMMON_FIELDS, "mig.mode.current", "addressing_mode"],
  COMMON_FIELDS,
  MINIMAL_FIELDS,
];

interface NvidiaRow {
  name: string;
  /** Bytes; null: unknown. */
  totalBytes: number | null;
  freeBytes: number | null;
  mig: boolean;
  /** Address translation service: CPU and GPU share one memory. */
  ats: boolean;
}

/**
 * Rows of `nvidia-smi --query-gpu=... --format=csv,noheader,nounits`. The name may contain commas, so the fields after it
 * are counted from the right.
 */
function parseQuery(text: string, fields: readonly string[]): NvidiaRow[] {
  const nameAt = fields.indexOf("name");
  return text.split(/\r?\n/).flatMap((line) => {
    const parts = line.split(",").map((part) => part.trim());
    const extra = parts.length - fields.length;
    if (extra < 0) return [];
    // all other fields that are read here come after the name
    const value = (field: string) =>
      (fields.includes(field) ? parts[extra + fields.indexOf(field)] : "") ?? "";
    return [
      {
        name: neutralize(parts.slice(nameAt, nameAt + extra + 1).join(", ")),
        totalBytes: parseMemory(value("memory.total")),
        freeBytes: parseMemory(value("memory.free")),
        mig: value("mig.mode.current") === "Enabled",
        ats: value("addressing_mode") === "ATS",
      },
    ];
  });
}

/** MiB as a number, with or without the unit; "[N/A]", "Not Supported" and 0 are unknown. */
function parseMemory(text: string): number | null {
  const mib = Number(/^(\d+)(?: MiB)?$/.exec(text)?.[1] ?? 0);
  return mib > 0 ? mib * MIB : null;
}

/** Slices of `nvidia-smi -L`, with the size in the name of the profile ("1g.10gb": 10 * 10^9 bytes). */
function parseSlices(text: string): { name: string; bytes: number }[] {
  const slices: { name: string; bytes: number }[] = [];
  let card = "";
  for (const line of text.split(/\r?\n/)) {
    card = /^GPU \d+: (.+?) \(UUID/.exec(line)?.[1] ?? card;
    const match = /^\s+MIG (\d+(?:c\.\d+)?g\.(\d+)gb\S*)\s/.exec(line);
    if (match) slices.push({ name: neutralize(`${card} MIG ${match[1]}`), bytes: Number(match[2]) * 1e9 });
  }
  return slices;
}

/** True when the GPU has no memory of its own. Grace Hopper (GH200) has ATS and memory of its own. */
function isUnified(row: NvidiaRow, ramBytes: number | null): boolean {
  if (row.totalBytes === null) return row.ats || /\b(?:GB10|Thor|Orin|Jetson)\b/i.test(row.name);
  if (row.ats && ramBytes !== null && row.totalBytes >= SAME_MEMORY_SHARE * ramBytes) return true;
  return /\bN1X?\b/.test(row.name) && ramBytes !== null && row.totalBytes < UNDER_REPORTED_SHARE * ramBytes;
}

function toGpu(row: NvidiaRow, ram: RamReading): ProbedGpu {
  const { name, totalBytes, freeBytes } = row;
  if (!isUnified(row, ram.totalBytes))
    return gpuOf(name, "nvidia", { totalBytes, freeBytes, source: "nvidia-smi" });
  const reserve = baseReserve(ram.totalBytes);
  const bytes = Math.floor(ram.availableBytes - reserve);
  const how = `${formatBytes(ram.availableBytes)} available (${ram.source}) - ${formatBytes(reserve)} for the system`;
  return gpuOf(
    name,
    "nvidia",
    {
      totalBytes: ram.totalBytes,
      freeBytes: ram.availableBytes,
      kind: "unified",
      source: `nvidia-smi (no memory of its own), ${ram.source}`,
      confidence: ram.totalBytes === null ? "unknown" : "medium",
    },
    { usable: bytes <= 0 ? null : { bytes, how } },
  );
}

/** By nvidia-smi; no GPU and no note on a machine without it. */
export async function probeNvidia(input: ProbeInput): Promise<ProbeResult> {
  const { run, fs, ram } = input;
  if (input.host.platform === "darwin") return NOTHING;
  for (const command of commandsFor(input)) {
    for (const fields of QUERIES) {
      const args = [`--query-gpu=${fields.join(",")}`, "--format=csv,noheader,nounits"];
      const result = await run(command, args);
      if (result.problem === "not-found") break;
      if (result.exitCode === 0) {
        return await readRows(() => run(command, ["-L"]), parseQuery(result.stdout, fields), await ram);
      }
      if (fields === MINIMAL_FIELDS || !isFieldProblem(result))
        return { gpus: driverCards(fs), notes: [failureNote(result)] };
    }
  }
  return { gpus: driverCards(fs), notes: [] };
}

/** The GPUs that the kernel's driver lists, without their memory. */
function driverCards(fs: SystemFiles): ProbedGpu[] {
  return listNames(fs, DRIVER_CARDS).flatMap((card) => {
    const text = readText(fs, `${DRIVER_CARDS}/${card}/information`) ?? "";
    const model = /^Model:\s*(.+)$/m.exec(text)?.[1];
    return model === undefined ? [] : [gpuOf(neutralize(model.trim()), "nvidia", { source: DRIVER_SOURCE })];
  });
}

function commandsFor({ host, env }: ProbeInput): string[] {
  if (host.platform === "win32") {
    return ["nvidia-smi", `${env["SystemRoot"] ?? "C:\\Windows"}\\System32\\nvidia-smi.exe`];
  }
  // under WSL it is not in PATH
  return ["nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi"];
}

/** False when the driver does not run, so that fewer fields would not help. */
function isFieldProblem(result: ExecResult): boolean {
  const text = `${result.stdout}\n${result.stderr}`;
  return result.problem !== "timeout" && !/NVML|No devices|communicate with the NVIDIA driver/i.test(text);
}

function failureNote(result: ExecResult): string {
  if (result.problem === "timeout") {
    return `nvidia-smi did not answer within ${result.ms} ms; the driver may hang, so no NVIDIA card is counted.`;
  }
  const text = neutralize(`${result.stdout} ${result.stderr}`.trim() || `exit status ${result.exitCode}`);
  const advice = /version mismatch/i.test(text)
    ? "the driver was updated while the old one is loaded; reboot"
    : "no NVIDIA card is counted";
  return `nvidia-smi failed: ${text} (${advice}).`;
}

async function readRows(
  listSlices: () => Promise<ExecResult>,
  rows: readonly NvidiaRow[],
  ram: RamReading,
): Promise<ProbeResult> {
  const gpus = rows.filter((row) => !row.mig).map((row) => toGpu(row, ram));
  const notes: string[] = [];
  if (rows.some((row) => row.mig)) {
    const slices = parseSlices((await listSlices()).stdout);
    gpus.push(...slices.map(toSlice));
    notes.push(
      slices.length > 0
        ? "MIG is on: a program sees one slice, so the largest slice is what counts, not the card."
        : "MIG is on, but no slice was found: create one (nvidia-smi mig -cgi) or switch MIG off.",
    );
  }
  for (const gpu of gpus) {
    const { totalBytes, freeBytes, kind } = gpu.memory;
    if (kind !== "dedicated") continue;
    if (totalBytes === null)
      notes.push(`The memory of ${gpu.name} is not told by nvidia-smi; say it with --vram or --unified.`);
    else if (freeBytes !== null && freeBytes < 0.7 * totalBytes) {
      notes.push(
        `${formatBytes(totalBytes - freeBytes)} of ${gpu.name} is in use now (a model that is loaded, perhaps) and not counted.`,
      );
    }
  }
  return { gpus, notes };
}

function toSlice({ name, bytes }: { name: string; bytes: number }): ProbedGpu {
  // its share of the bandwidth is unknown
  return gpuOf(
    name,
    "nvidia",
    { totalBytes: bytes, source: "nvidia-smi -L", confidence: "medium" },
    { bandwidthGBs: null, partition: true },
  );
}
