import { isAbsolute, resolve } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";

/** Where file names and globs come from. */
export interface InputSource {
  names: readonly string[];
  /** Folder that they are relative to. */
  base: string;
  /** The settings file, or null for the command line. */
  settings: string | null;
}

/**
 * Absolute paths of what is named, in the order of the names, the matches of a glob sorted; every file once. Shells
 * without globs (and quotes) hand patterns over as they are. `-` stays.
 */
export async function expandInputs(
  source: InputSource,
  fs: Fs,
  platform: NodeJS.Platform,
): Promise<string[]> {
  const paths = new Set<string>();
  for (const name of source.names) {
    const path = name === "-" || isAbsolute(name) ? name : resolve(source.base, name);
    if (!/[*?[{]/.test(name) || fs.info(path) !== null) {
      paths.add(path);
      continue;
    }
    const { glob } = await import("./glob.ts");
    const pattern = platform === "win32" ? name.replaceAll("\\", "/") : name;
    const found = glob(pattern, source.base, fs);
    if (found.length === 0) {
      throw new UserError(`no file matches ${JSON.stringify(name)}`, {
        hint:
          source.settings === null
            ? `looked in ${source.base}; names with a dot in front must be spelt out`
            : `it stands under files in ${source.settings}`,
      });
    }
    for (const file of found) paths.add(file);
  }
  return [...paths];
}
