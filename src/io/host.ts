import { cpus, freemem, homedir, networkInterfaces, release, totalmem } from "node:os";
import { within } from "../core/within.ts";
import type { Env, Host } from "../ports/index.ts";

/** The name is not worth a longer wait. */
const BRAND_LIMIT_MS = 1500;

/** The machine as Node sees it. HOME and USERPROFILE of `env` come first, as they do in OpenClaw. */
export function readHost(env: Env): Host {
  let processors: ReturnType<typeof cpus> | null = null;
  // Read on demand: the CPU list and the limits take longer than all of lint's start.
  const listCpus = () => {
    processors ??= cpus();
    return processors;
  };
  return {
    platform: process.platform,
    arch: process.arch,
    release: release(),
    homeDir: (process.platform === "win32" ? env["USERPROFILE"] : env["HOME"]) || homedir(),
    cwd: process.cwd(),
    get cpuModel() {
      // Node says "unknown" on some ARM boards.
      const model = listCpus()[0]?.model.trim() ?? "";
      return model === "" || model === "unknown" ? null : model;
    },
    cpuBrand: () => within(readBrand(), BRAND_LIMIT_MS),
    get cpuCount() {
      return listCpus().length;
    },
    get totalMemoryBytes() {
      return totalmem();
    },
    get freeMemoryBytes() {
      return freemem();
    },
    get constrainedMemoryBytes() {
      return finite(() => process.constrainedMemory());
    },
    get availableMemoryBytes() {
      return finite(() => process.availableMemory());
    },
    networkAddresses: () =>
      Object.values(networkInterfaces()).flatMap((list) =>
        (list ?? []).filter((one) => !one.internal).map((one) => one.address),
      ),
    node: { execPath: process.execPath, version: process.version },
    userId: process.getuid?.() ?? null,
  };
}

/** A figure that older Node versions and some systems lack. */
function finite(read: () => number): number | null {
  try {
    const value = read();
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * The brand of a processor that Node does not know (some ARM boards). cpu() reads lscpu and /proc/cpuinfo asynchronously.
 * Do not use graphics() of systeminformation: on Linux it runs nvidia-smi synchronously without a limit, so a hanging
 * driver would block the event loop, and its memory figures are wrong for unified memory, carve-outs, MIG and containers.
 */
async function readBrand(): Promise<string | null> {
  try {
    const { cpu } = await import("systeminformation");
    const { manufacturer, brand } = await cpu();
    return `${manufacturer} ${brand}`.trim() || null;
  } catch {
    return null;
  }
}
