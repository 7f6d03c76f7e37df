import { posix, win32 } from "node:path";
import type { Outside } from "../ports/index.ts";

/** The absolute path of a program that PATH has, without running it; null: it has none. */
export function findProgram(
  name: string,
  { env, fs, host }: Pick<Outside, "env" | "fs" | "host">,
): string | null {
  const windows = host.platform === "win32";
  const path = windows ? win32 : posix;
  const folders = (env["PATH"] ?? env["Path"] ?? "")
    .split(path.delimiter)
    .filter((dir) => path.isAbsolute(dir));
  const names = windows && !/\.exe$/i.test(name) ? [`${name}.exe`] : [name];
  const found = folders.flatMap((dir) => names.map((one) => path.join(dir, one)));
  return found.find((file) => fs.realPath(file) !== null) ?? null;
}
