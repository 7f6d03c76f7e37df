import { isAbsolute, join, resolve } from "node:path";

/** Where a run stands. */
interface Place {
  homeDir: string;
  cwd: string;
}

/** A path as the user wrote it, from the current folder; `~/` is the home folder also where no shell says so. */
export function fromHere(path: string, { homeDir, cwd }: Place): string {
  return path.startsWith("~/") ? join(homeDir, path.slice(2)) : resolve(cwd, path);
}

/** A file or folder of the user's own in `~/.config/openclaw-local`, or below XDG_CONFIG_HOME. */
export function ownFile(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  { homeDir }: Pick<Place, "homeDir">,
): string {
  const configHome = env["XDG_CONFIG_HOME"];
  const base = configHome !== undefined && isAbsolute(configHome) ? configHome : join(homeDir, ".config");
  return join(base, "openclaw-local", name);
}
