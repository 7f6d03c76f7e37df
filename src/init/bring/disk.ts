import { posix, win32 } from "node:path";
import { formatBytes, GIB } from "../../core/bytes.ts";
import type { Outside } from "../../ports/index.ts";

type Machine = Pick<Outside, "fs" | "host">;

/** What a download must leave free: systems misbehave on a full disk. */
const SPARE_BYTES = 2 * GIB;

/** The disk that a download goes to. */
export interface DiskRoom {
  /** Null: unknown. */
  freeBytes: number | null;
  folder: string;
}

/** Where a folder may be on several disks, the one with the least room. */
export function roomIn(folders: readonly string[], machine: Machine): DiskRoom {
  const rooms = folders.map((folder) => ({ folder, freeBytes: freeAt(folder, machine) }));
  const sorted = rooms.sort((a, b) => (a.freeBytes ?? Infinity) - (b.freeBytes ?? Infinity));
  return sorted[0] ?? { folder: machine.host.homeDir, freeBytes: null };
}

/** Of the folder, or of the next one above it that exists. */
function freeAt(folder: string, { fs, host }: Machine): number | null {
  const path = host.platform === "win32" ? win32 : posix;
  for (let at = folder; ; at = path.dirname(at)) {
    if (fs.realPath(at) !== null) return fs.freeBytes(at);
    if (at === path.dirname(at)) return null;
  }
}

/** True unless a download is known not to fit. */
export function fitsOnDisk(bytes: number, { freeBytes }: DiskRoom): boolean {
  return freeBytes === null || bytes + SPARE_BYTES <= freeBytes;
}

/** "downloads 5.2 GiB; 120.0 GiB are free at ~/.ollama/models". */
export function downloadText(bytes: number, { freeBytes, folder }: DiskRoom, { host }: Machine): string {
  const at = folder.startsWith(host.homeDir) ? `~${folder.slice(host.homeDir.length)}` : folder;
  const free =
    freeBytes === null
      ? `how much is free at ${at} is not known`
      : `${formatBytes(freeBytes)} are free at ${at}`;
  return `downloads about ${formatBytes(bytes)}; ${free}`;
}
