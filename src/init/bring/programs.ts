import { posix, win32 } from "node:path";
import type { Outside } from "../../ports/index.ts";

type Machine = Pick<Outside, "fs" | "env" | "host">;

/** Where package managers put programs, also where PATH lacks them. */
const FOLDERS = ["/usr/local/bin", "/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin"];

/** The path of a program: on PATH, in the usual folders, or at one of `places`; null: it is not there. */
export function findProgram(name: string, places: readonly string[], machine: Machine): string | null {
  const { env, host } = machine;
  const windows = host.platform === "win32";
  const path = windows ? win32 : posix;
  const listed = (env["PATH"] ?? env["Path"] ?? "").split(windows ? ";" : ":");
  const usual = windows
    ? [`${env["LOCALAPPDATA"] ?? ""}\\Microsoft\\WinGet\\Links`]
    : [...FOLDERS, `${host.homeDir}/.local/bin`, `${host.homeDir}/bin`];
  // a relative folder on PATH means another program in every working folder
  const folders = [...listed, ...usual].filter((dir) => path.isAbsolute(dir));
  const file = windows ? `${name}.exe` : name;
  const all = [...folders.map((dir) => path.join(dir, file)), ...places];
  return all.find((one) => isProgram(one, machine)) ?? null;
}

function isProgram(file: string, { fs, host }: Machine): boolean {
  try {
    const real = fs.realPath(file);
    const info = real === null ? null : fs.info(real);
    return info?.kind === "file" && (host.platform === "win32" || (info.mode & 0o111) !== 0);
  } catch {
    return false;
  }
}
