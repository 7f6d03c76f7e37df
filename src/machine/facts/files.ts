import type { Fs } from "../../ports/index.ts";

/** Of a file of /proc, a unit or an agent's state: what is longer is cut. In bytes. */
const MAX_BYTES = 1024 * 1024;

/** The text of a small file; null when it is missing or cannot be read. */
export function readText(fs: Fs, path: string): string | null {
  try {
    const bytes = fs.openRead(path, 0, MAX_BYTES);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  } catch {
    return null;
  }
}

/** Names in a folder; none when it is missing or cannot be read. */
export function listNames(fs: Fs, dir: string): string[] {
  try {
    return fs.list(dir);
  } catch {
    return [];
  }
}

/** True when there is something at the path, readable or not. */
export function isThere(fs: Fs, path: string): boolean {
  try {
    return fs.info(path) !== null;
  } catch {
    return false;
  }
}
