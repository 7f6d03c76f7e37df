import { isAbsolute, join, resolve } from "node:path";

interface Place {
  homeDir: string;
  cwd: string;
}

/** Resolves a path of the user from the current folder; `~/` is the home folder. */
export function fromHere(path: string, { homeDir, cwd }: Place): string {
  return path.startsWith("~/") ? join(homeDir, path.slice(2)) : resolve(cwd, path);
}

/** A file or folder in `~/.config/openclaw-local`, or below XDG_CONFIG_HOME. */
export function ownFile(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  { homeDir }: Pick<Place, "homeDir">,
): string {
  const configHome = env["XDG_CONFIG_HOME"];
  const base = configHome !== undefined && isAbsolute(configHome) ? configHome : join(homeDir, ".config");
  return join(base, "openclaw-local", name);
}
