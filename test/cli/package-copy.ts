import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tempDir } from "./run.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What the build made. */
export const DIST = join(ROOT, "dist");

export interface PackageCopy {
  /** The executable. */
  bin: string;
  dist: string;
  /** Names of the code caches that lie in dist. */
  caches(): string[];
}

/** The built package in a folder of its own, without any code cache, for tests that write into dist. */
export function copyPackage({ without }: { without?: RegExp } = {}): PackageCopy {
  const dir = tempDir();
  const dist = join(dir, "dist");
  mkdirSync(dist);
  for (const name of ["bin", "package.json"]) cpSync(join(ROOT, name), join(dir, name), { recursive: true });
  symlinkSync(join(ROOT, "data"), join(dir, "data"), "junction");
  for (const name of readdirSync(DIST))
    if (!name.includes(".cache") && without?.test(name) !== true)
      cpSync(join(DIST, name), join(dist, name), { recursive: true });
  return {
    bin: join(dir, "bin/openclaw-local.js"),
    dist,
    caches: () => readdirSync(dist).filter((name) => name.includes(".cache")),
  };
}
