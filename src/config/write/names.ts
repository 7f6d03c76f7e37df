import { basename } from "node:path";

/** The end of a backup's name: year, month, day, hour, minute, second and, for several in a second, a counter. */
export const BACKUP_NAME = /\.openclaw-local-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z(?:-(\d+))?\.bak$/;

/** `openclaw.json.openclaw-local-20261120T093000Z.bak`; a counter above 1 follows the date. `time` is in ms. */
export function backupPath(path: string, time: number, counter: number): string {
  const stamp = new Date(time).toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "");
  return `${path}.openclaw-local-${stamp}${counter > 1 ? `-${counter}` : ""}.bak`;
}

/** True for the name of a backup that this tool made of a file. */
export function isBackupOf(path: string, name: string): boolean {
  return BACKUP_NAME.test(name) && name.replace(BACKUP_NAME, "") === basename(path);
}

/** `openclaw.json.openclaw-local-undo`: neither a name that OpenClaw uses nor one that a glob for configs finds. */
export function recordPath(configPath: string): string {
  return `${configPath}.openclaw-local-undo`;
}
