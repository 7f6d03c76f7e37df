import { fileURLToPath } from "node:url";

/**
 * Absolute path of a file that is shipped in this package (templates, data, docs). This module lies two folders below
 * the package root, both in `src/core` and in `dist/core`.
 */
export function packageFile(...segments: string[]): string {
  return fileURLToPath(new URL(`../../${segments.join("/")}`, import.meta.url));
}
