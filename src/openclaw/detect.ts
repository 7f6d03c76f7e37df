import { posix, win32 } from "node:path";
import { UserError } from "../core/errors.ts";
import { asString, getIn, getKey, type JsonObject, parseJson } from "../core/json.ts";
import type { Env, Fs, Host } from "../ports/index.ts";
import type { OpenClawVersion } from "./types.ts";
import { isVersion, NEWEST_KNOWN } from "./version.ts";

/** The OpenClaw version by the first available of: the flag, the installed package, the config, the newest known. */
export function detectOpenClaw(input: {
  flag: string | undefined;
  config: JsonObject | null;
  fs: Fs;
  env: Env;
  host: Pick<Host, "platform">;
}): OpenClawVersion {
  if (input.flag !== undefined) {
    if (!isVersion(input.flag)) {
      throw new UserError(`--openclaw-version ${JSON.stringify(input.flag)} is not an OpenClaw version`, {
        hint: `write it as ${NEWEST_KNOWN}`,
      });
    }
    return { version: input.flag.replace(/^v/, ""), source: "flag" };
  }
  const installed = installedPackage(input.fs, input.env, input.host.platform);
  if (installed !== null) return { version: installed.version, source: "installed" };
  const touched = asString(getIn(input.config, ["meta", "lastTouchedVersion"]));
  if (touched !== undefined && isVersion(touched)) return { version: touched, source: "config" };
  return { version: NEWEST_KNOWN, source: "default" };
}

/** An installed OpenClaw. */
export interface OpenClawPackage {
  version: string;
  /** Folder of its package.json. */
  dir: string;
  /** The script of the package that the command runs; null when something else starts it. */
  script: string | null;
  /** The required range of Node versions; null when the package does not say. */
  nodeRange: string | null;
}

/**
 * The package of the `openclaw` on PATH. Starting it would take a second or more, so this follows the command to its
 * package (a symlink on POSIX, a .cmd next to node_modules on Windows).
 */
export function installedPackage(fs: Fs, env: Env, platform: NodeJS.Platform): OpenClawPackage | null {
  const path = platform === "win32" ? win32 : posix;
  const dirs = (env["PATH"] ?? env["Path"] ?? "")
    .split(platform === "win32" ? ";" : ":")
    .filter((d) => d !== "");
  for (const dir of dirs) {
    const command = path.join(dir, platform === "win32" ? "openclaw.cmd" : "openclaw");
    if (!isThere(fs, command)) continue;
    const candidates = [
      path.join(dir, "node_modules", "openclaw"),
      path.join(dir, "..", "lib", "node_modules", "openclaw"),
    ];
    const real = fs.realPath(command);
    for (let up = real; up !== null && up !== path.dirname(up); up = path.dirname(up))
      candidates.push(path.dirname(up));
    for (const candidate of candidates) {
      const found = readPackage(fs, candidate, path.join(candidate, "package.json"));
      if (found === null) continue;
      return { ...found, script: real !== null && isBelow(fs, real, found.dir, path.sep) ? real : null };
    }
    return null;
  }
  return null;
}

/** A folder on PATH that cannot be entered, or a loop of links, has no command for us. */
function isThere(fs: Fs, command: string): boolean {
  try {
    const kind = fs.info(command)?.kind ?? "directory";
    return kind !== "directory";
  } catch {
    return false;
  }
}

function isBelow(fs: Fs, file: string, dir: string, separator: string): boolean {
  return file.startsWith(`${fs.realPath(dir) ?? dir}${separator}`);
}

function readPackage(fs: Fs, dir: string, file: string): Omit<OpenClawPackage, "script"> | null {
  try {
    const bytes = fs.readFile(file);
    if (bytes === null) return null;
    const manifest = parseJson(new TextDecoder().decode(bytes));
    const version = asString(getKey(manifest, "version"));
    if (getKey(manifest, "name") !== "openclaw" || version === undefined || !isVersion(version)) return null;
    return { version, dir, nodeRange: asString(getIn(manifest, ["engines", "node"])) ?? null };
  } catch {
    return null;
  }
}
