import { cpus, freemem, homedir, networkInterfaces, release, totalmem } from "node:os";
import type { Env, Host } from "../ports/index.ts";

/** In ms: a name is not worth waiting for. */
const BRAND_LIMIT_MS = 1500;

/** The machine as Node sees it. HOME and USERPROFILE of `env` win, as they do for the programs this tool is about. */
export function readHost(env: Env): Host {
  let processors: ReturnType<typeof cpus> | null = null;
  // Reading the CPU list and the limits takes longer than all of lint's start, so it waits until somebody asks.
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
    cpuBrand,
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
      return tell(() => process.constrainedMemory());
    },
    get availableMemoryBytes() {
      return tell(() => process.availableMemory());
    },
    networkAddresses: () =>
      Object.values(networkInterfaces()).flatMap((list) =>
        (list ?? []).filter((one) => !one.internal).map((one) => one.address),
      ),
    node: { execPath: process.execPath, version: process.version },
    userId: process.getuid?.() ?? null,
  };
}

/** A figure that older Node versions or some systems do not have. */
function tell(read: () => number): number | null {
  try {
    const value = read();
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * The brand of the processor where Node does not know it (some ARM boards). systeminformation's graphics() is not used:
 * on Linux it runs nvidia-smi synchronously and without a limit, so that a hanging driver would block the event loop,
 * and what it tells of memory is wrong for unified memory, carve-outs, MIG and containers. cpu() only reads lscpu and
 * /proc/cpuinfo, asynchronously.
 */
async function cpuBrand(): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), BRAND_LIMIT_MS);
  });
  try {
    return await Promise.race([readBrand(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function readBrand(): Promise<string | null> {
  try {
    const { cpu } = await import("systeminformation");
    const { manufacturer, brand } = await cpu();
    return `${manufacturer} ${brand}`.trim() || null;
  } catch {
    return null;
  }
}
