/** The newest measured OpenClaw; assumed when the version is unknown. */
export const NEWEST_KNOWN = "2026.9.6";

const VERSION = /^v?(\d{4})\.(\d{1,2})\.(\d{1,3})(?:-(.+))?$/;

/** True for "2026.9.6", "v2026.9.6" and "2026.2.6-3". */
export function isVersion(text: string): boolean {
  return VERSION.test(text.trim());
}

/** Orders by year, month, patch and suffix ("-3" is a re-release and newer; "-beta.1" is older). */
export function compareVersions(a: string, b: string): number {
  const x = parts(a);
  const y = parts(b);
  for (let i = 0; i < x.length; i += 1) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function parts(version: string): number[] {
  const match = VERSION.exec(version.trim());
  if (!match) return [0, 0, 0, 0];
  const suffix = match[4];
  const rank = suffix === undefined ? 0 : /^\d+$/.test(suffix) ? Number(suffix) : -1;
  return [Number(match[1]), Number(match[2]), Number(match[3]), rank];
}
