import { isAbsolute, join, resolve, win32 } from "node:path";

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

/**
 * A file of what this tool has measured, where the platform keeps the state of a user's programs: below XDG_STATE_HOME,
 * %LOCALAPPDATA% or ~/Library/Application Support.
 */
export function stateFile(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  { homeDir, platform }: Pick<Place, "homeDir"> & { platform: NodeJS.Platform },
): string {
  if (platform === "win32") return win32.join(env["LOCALAPPDATA"] || homeDir, "openclaw-local", name);
  if (platform === "darwin") return join(homeDir, "Library/Application Support/openclaw-local", name);
  const stateHome = env["XDG_STATE_HOME"];
  const base = stateHome !== undefined && isAbsolute(stateHome) ? stateHome : join(homeDir, ".local/state");
  return join(base, "openclaw-local", name);
}
