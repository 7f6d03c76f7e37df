import { formatBytes, MIB } from "../../core/bytes.ts";
import { neutralize } from "../../core/text.ts";
import type { ProbedGpu } from "../types.ts";
import { gpuOf, vendorOf } from "./gpu.ts";
import { NOTHING, type ProbeInput, type ProbeResult } from "./types.ts";

/** Less is the carve-out of an integrated GPU. */
const MIN_CARD_BYTES = 256 * MIB;
/** GPUs of Strix Halo, which share the RAM but have a part of it set aside. */
const POOL_NAME = /\b80[456]0S\b/;
/** Values of 32-bit fields that overflowed. */
const OVERFLOW_BYTES = new Set([4_293_918_720, 4_294_967_295]);

/**
 * One PowerShell for everything, since its start is slow: the 64-bit memory size of each display adapter from the registry
 * (WMI's AdapterRAM has 32 bits), and the installed memory, which includes the UMA carve-out.
 */
const SCRIPT = [
  "$ErrorActionPreference='SilentlyContinue'",
  "$k='HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}'",
  "Get-ChildItem $k | ForEach-Object { $p=Get-ItemProperty $_.PSPath; if ($p.DriverDesc) { $p.DriverDesc + '|' + $p.'HardwareInformation.qwMemorySize' } }",
  "'RAM|' + (Get-CimInstance Win32_PhysicalMemory | Measure-Object Capacity -Sum).Sum",
].join("; ");

interface WindowsFacts {
  adapters: { name: string; bytes: number | null }[];
  installedBytes: number | null;
}

/** Lines of `name|bytes`, and one `RAM|bytes`. Sizes that cannot be true are unknown. */
function parseWindows(text: string): WindowsFacts {
  const facts: WindowsFacts = { adapters: [], installedBytes: null };
  for (const line of text.split(/\r?\n/)) {
    const match = /^(.+)\|(\d*)$/.exec(line.trim());
    const name = match?.[1];
    if (name === undefined) continue;
    const bytes = match?.[2] ? Number(match[2]) : null;
    if (name === "RAM") facts.installedBytes = bytes || null;
    else if (!/Basic (?:Display|Render)|Remote Display|Virtual/i.test(name)) {
      const credible = bytes !== null && bytes >= MIN_CARD_BYTES && !OVERFLOW_BYTES.has(bytes);
      facts.adapters.push({ name: neutralize(name), bytes: credible ? bytes : null });
    }
  }
  return facts;
}

/** The display adapters, and the memory that is installed. */
export async function probeWindows({
  run,
  host,
}: ProbeInput): Promise<ProbeResult & { installedBytes: number | null }> {
  const nothing = { ...NOTHING, installedBytes: null };
  if (host.platform !== "win32") return nothing;
  const result = await run("powershell.exe", ["-NoProfile", "-NonInteractive", "-Command", SCRIPT]);
  if (result.exitCode !== 0) {
    return { ...nothing, notes: ["PowerShell did not answer, so GPUs other than NVIDIA's are not known."] };
  }
  const facts = parseWindows(result.stdout);
  const notes = facts.adapters.flatMap(({ name, bytes }) =>
    bytes !== null && POOL_NAME.test(name)
      ? [
          `${name} has the ${formatBytes(bytes)} that the firmware sets aside for it; AMD Software (Variable Graphics Memory) or the firmware changes that.`,
        ]
      : [],
  );
  return { gpus: facts.adapters.map(toGpu), notes, installedBytes: facts.installedBytes };
}

function toGpu({ name, bytes }: WindowsFacts["adapters"][number]): ProbedGpu {
  const vendor = vendorOf(name);
  // a large APU: engines use the carve-out; what they could borrow in addition is unknown
  if (POOL_NAME.test(name) && bytes !== null) {
    const source = "Windows registry (carve-out)";
    return gpuOf(name, "amd", { totalBytes: bytes, kind: "unified", source, confidence: "medium" });
  }
  const source = "Windows registry";
  const integrated = vendor === "intel" ? !/\bArc\b/.test(name) : /Radeon(?:\(TM\))? Graphics$/.test(name);
  return gpuOf(name, vendor, integrated ? { kind: "shared", source } : { totalBytes: bytes, source });
}
