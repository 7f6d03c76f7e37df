import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Absolute path of a file of this package (templates, data, docs). */
export function packageFile(...segments: string[]): string {
  root ??= findRoot();
  return join(root, ...segments);
}

let root: string | null = null;

/** The folder with package.json above this module, which lies in src/core or in a bundle in dist. */
function findRoot(): string {
  let dir = import.meta.dirname;
  while (!existsSync(join(dir, "package.json"))) {
    const up = dirname(dir);
    if (up === dir) throw new Error("the package of openclaw-local is incomplete: no package.json");
    dir = up;
  }
  return dir;
}
