import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statfsSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorCode, errorMessage, UserError } from "../core/errors.ts";
import type { FileInfo, Fs, TempFolder } from "../ports/index.ts";

/** The file system of this machine. */
export function createFs(): Fs {
  return {
    readFile,
    openRead,
    info,
    list,
    realPath,
    makeDir,
    writeNew,
    rename,
    remove,
    syncDir,
    freeBytes,
    makeTemp,
  };
}

/** True for a missing file, also for a path that leads through a file. */
function isAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

function readFile(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw failure(path, "read", error);
  }
}

function openRead(path: string, offset: number, length: number): Uint8Array | null {
  let handle: number;
  try {
    handle = openSync(path, "r");
  } catch (error) {
    if (isAbsent(error)) return null;
    throw failure(path, "read", error);
  }
  try {
    const bytes = new Uint8Array(length);
    // The kernel returns its tables (/proc/net/tcp) in pieces of 4 KB.
    for (let filled = 0; ; ) {
      const got = readSync(handle, bytes, filled, length - filled, offset + filled);
      filled += got;
      if (got === 0 || filled === length) return bytes.subarray(0, filled);
    }
  } catch (error) {
    throw failure(path, "read", error);
  } finally {
    closeSync(handle);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EISDIR: "it is a directory",
  ELOOP: "its symbolic links form a loop",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EMFILE: "too many files are open",
};

function failure(path: string, what: string, error: unknown, exitCode: 1 | 2 = 2): UserError {
  const reason = REASONS[errorCode(error) ?? ""] ?? errorMessage(error);
  return new UserError(`${path} cannot be ${what}: ${reason}`, { exitCode, cause: error });
}

function info(path: string): FileInfo | null {
  const stats = stat(path);
  return (
    stats && {
      kind: kindOf(stats),
      mode: stats.mode & 0o777,
      sizeBytes: stats.size,
      mtimeMs: stats.mtimeMs,
    }
  );
}

function stat(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw failure(path, "examined", error);
  }
}

function kindOf(stats: Stats): FileInfo["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "symlink" : "other";
}

function list(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw failure(dir, "listed", error);
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function makeDir(path: string): void {
  try {
    // 0700, like OpenClaw's own state folder: it holds keys.
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw failure(path, "created", error, 1);
  }
}

function writeNew(path: string, bytes: Uint8Array, mode: number): void {
  let handle: number;
  try {
    handle = openSync(path, "wx", 0o600);
  } catch (error) {
    throw failure(path, "written", error, 1);
  }
  try {
    writeFileSync(handle, bytes);
    // The umask limits the mode of open; this one is exact.
    fchmodSync(handle, mode);
    fsyncSync(handle);
    closeSync(handle);
  } catch (error) {
    try {
      closeSync(handle);
    } catch {
      // The first error is the one to report.
    }
    rmSync(path, { force: true });
    throw failure(path, "written", error, 1);
  }
}

function rename(from: string, to: string): void {
  try {
    keepOwner(from, to);
    renameSync(from, to);
  } catch (error) {
    throw failure(to, "replaced", error, 1);
  }
}

/** Under sudo a replaced file would belong to root, and its owner could no longer read it (0600). */
function keepOwner(from: string, to: string): void {
  if (process.getuid?.() !== 0) return;
  const old = stat(to);
  if (old !== null && (old.uid !== 0 || old.gid !== 0)) chownSync(from, old.uid, old.gid);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isAbsent(error)) throw failure(path, "removed", error, 1);
  }
}

/** Makes a rename survive a power cut, if the system can sync folders (Windows and some file systems cannot). */
function syncDir(path: string): void {
  let handle: number;
  try {
    handle = openSync(path, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch {
    // See above.
  } finally {
    closeSync(handle);
  }
}

function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}

/** What a killed command still writes may be in the way for a moment. */
const GONE = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 };

function makeTemp(prefix: string): TempFolder {
  let path: string;
  try {
    path = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  } catch (error) {
    throw failure(join(tmpdir(), prefix), "created", error, 1);
  }
  // a second Ctrl-C ends the process at once
  const clear = () => {
    try {
      rmSync(path, GONE);
    } catch {
      // what is left is private, and the system clears its temporary files
    }
  };
  process.once("exit", clear);
  return {
    path,
    remove() {
      process.off("exit", clear);
      clear();
    },
  };
}
