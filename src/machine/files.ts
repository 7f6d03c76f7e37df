import type { Fs } from "../ports/index.ts";

/** The file system as the readers of this folder use it. */
export type SystemFiles = Pick<Fs, "openRead" | "list" | "info">;

/** Longer files are cut, in bytes. */
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

/** The value of a file of /sys or /proc, trimmed; null when it cannot be read. */
export function readValue(fs: SystemFiles, path: string): string | null {
  return readText(fs, path)?.trim() ?? null;
}

/** The count in a file, which may be 0; null when it cannot be read or is no count. */
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

/** True when the path exists, readable or not. */
export function isThere(fs: SystemFiles, path: string): boolean {
  try {
    return fs.info(path) !== null;
  } catch {
    return false;
  }
}
