/** Limit in ms: a name is not worth waiting for. */
const LIMIT_MS = 1500;

/**
 * The brand of the processor where Node does not know it (some ARM boards). systeminformation's graphics() is not used:
 * on Linux it runs nvidia-smi synchronously and without a limit, so that a hanging driver would block the event loop,
 * and what it tells of memory is wrong for unified memory, carve-outs, MIG and containers. cpu() only reads lscpu and
 * /proc/cpuinfo, asynchronously.
 */
export async function cpuBrand(): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LIMIT_MS);
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
