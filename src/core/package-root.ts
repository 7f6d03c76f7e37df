import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Absolute path of a file that is shipped in this package (templates, data, docs). */
export function packageFile(...segments: string[]): string {
  root ??= findRoot();
  return fileURLToPath(new URL(segments.join("/"), root));
}

let root: URL | null = null;

/** The folder with package.json above this module, which is in src/core, or in a chunk of the bundle in dist. */
function findRoot(): URL {
  let dir = new URL(".", import.meta.url);
  while (!existsSync(new URL("package.json", dir))) {
    const up = new URL("..", dir);
    if (up.href === dir.href) throw new Error("the package of openclaw-local is incomplete: no package.json");
    dir = up;
  }
  return dir;
}
