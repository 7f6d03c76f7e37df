import { closeSync, openSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { Script } from "node:vm";

/** A script that was run. */
export interface Loaded {
  /** The value of its last expression. */
  value: unknown;
  /** Caches its compiled code, unless the cache is good already. */
  keep(): void;
}

/**
 * Runs a script of ASCII text with the compiled code in the cache file next to it. V8 checks only its own version, its
 * flags and the length of the text, so the name of the script must change with its content. To detect damage, the file
 * holds the data twice: a comparison takes 0.03 ms, a checksum in JavaScript 1.4 ms, loading node:zlib 1.8 ms. Without a
 * good cache the script is compiled from its text.
 */
export function loadScript(file: string): Loaded {
  const source = readFileSync(file, "latin1");
  const cache = `${file}.${process.version}-${process.platform}-${process.arch}.cache`;
  const cachedData = readCache(cache);
  const script = new Script(
    source,
    cachedData === null ? { filename: file } : { filename: file, cachedData },
  );
  const value: unknown = script.runInThisContext();
  const isGood = cachedData !== null && script.cachedDataRejected !== true;
  return { value, keep: () => (isGood ? undefined : writeCache(cache, script)) };
}

function readCache(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    const half = bytes.length / 2;
    const data = bytes.subarray(0, half);
    return data.length > 0 && data.equals(bytes.subarray(half)) ? data : null;
  } catch {
    return null;
  }
}

/**
 * Writes only next to the script: in a shared folder, other users could plant code, but whoever can write here can change
 * the script too. A failed write is ignored.
 */
function writeCache(path: string, script: Script): void {
  const temporary = `${path}.${process.pid}.tmp`;
  let handle: number;
  try {
    handle = openSync(temporary, "wx");
  } catch {
    return;
  }
  try {
    const data = script.createCachedData();
    writeFileSync(handle, Buffer.concat([data, data]));
    closeSync(handle);
    renameSync(temporary, path);
  } catch {
    try {
      unlinkSync(temporary);
    } catch {
      // Harmless.
    }
  }
}
