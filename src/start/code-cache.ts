import { closeSync, openSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { Script } from "node:vm";

/** A script that was run. */
export interface Loaded {
  /** What its last expression gave. */
  value: unknown;
  /** Keeps its compiled code for the next time, unless that is there already. */
  keep(): void;
}

/**
 * Runs a script file of ASCII text with the code that V8 compiled the last time, which lies beside it. V8 itself looks
 * only at its own version, its flags and the length of the text, so the name of the file must change with its content.
 * What is damaged is found here: the file holds the data twice. (Comparing takes 0.03 ms. A checksum in JavaScript takes
 * 1.4 ms, loading node:zlib for its own 1.8 ms.) Whatever is wrong with the cache, the script runs, from its text.
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
 * Only ever beside the script: in a folder that others may write to, somebody could put code of theirs in its place.
 * Whoever may write here may change the script as well. Where this user may not, all goes on without.
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
      // beyond help, and harmless
    }
  }
}
