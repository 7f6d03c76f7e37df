import type { Fs } from "../ports/index.ts";

/** The part of the file system that reading a machine takes. */
export type SystemFiles = Pick<Fs, "openRead" | "list" | "info">;

/** Of a file of /proc, a unit or an agent's state: what is longer is cut. In bytes. */
const MAX_BYTES = 1024 * 1024;

/** The text of a small file; null when it is missing or cannot be read. */
export function readText(fs: SystemFiles, path: string): string | null {
  try {
    const bytes = fs.openRead(path, 0, MAX_BYTES);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

/** The one value of a file of /sys or /proc, without its line end; null when it cannot be read. */
export function readValue(fs: SystemFiles, path: string): string | null {
  return readText(fs, path)?.trim() ?? null;
}

/** The one count of a file; null when it cannot be read or is something else. 0 is kept: it is a reading. */
export function readCount(fs: SystemFiles, path: string): number | null {
  const text = readValue(fs, path) ?? "";
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : null;
}

/** Names in a folder; none when it is missing or cannot be read. */
export function listNames(fs: SystemFiles, dir: string): string[] {
  try {
    return fs.list(dir);
  } catch {
    return [];
  }
}

/** True when there is something at the path, readable or not. */
export function isThere(fs: SystemFiles, path: string): boolean {
  try {
    return fs.info(path) !== null;
  } catch {
    return false;
  }
}
