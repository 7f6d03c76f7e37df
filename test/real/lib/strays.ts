import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends what still runs with `home` as its home. OpenClaw's agent processes leave the group of the command that started
 * them, so that ending the group is not enough. Where there is no /proc, nothing is done.
 */
export function endStrays(home: string): void {
  for (const pid of list("/proc")) {
    if (!/^\d+$/.test(pid) || !read(`/proc/${pid}/environ`).split("\0").includes(`HOME=${home}`)) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // it has just ended
    }
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
