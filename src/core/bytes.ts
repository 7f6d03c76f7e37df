/** 2^30 bytes. */
export const GIB = 2 ** 30;
/** 2^20 bytes. */
export const MIB = 2 ** 20;

/** "23.0 GiB", "512 MiB"; "unknown" for null, never 0. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return "unknown";
  if (bytes < GIB) return `${Math.round(bytes / MIB)} MiB`;
  const gib = bytes / GIB;
  return `${gib >= 1000 ? Math.round(gib) : gib.toFixed(1)} GiB`;
}
