import { isAbsolute, resolve } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Fs } from "../ports/index.ts";

/** File names and globs, and where they come from. */
export interface InputSource {
  names: readonly string[];
  /** The names are relative to this folder. */
  base: string;
  /** The settings file; null for the command line. */
  settings: string | null;
}

/**
 * Expands globs, which some shells (and quotes) pass on unexpanded. Returns absolute paths in the order of the names,
 * matches sorted, each file once. `-` stays.
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
            ? `looked in ${source.base}; names that start with a dot must be spelled out`
            : `it is listed under files in ${source.settings}`,
      });
    }
    for (const file of found) paths.add(file);
  }
  return [...paths];
}
