import { readdirSync, readFileSync, statSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";

interface Import {
  /** As written: "./types.ts", "node:fs", "chalk". */
  specifier: string;
  /** Path below src for a relative import, else null. */
  target: string | null;
  typeOnly: boolean;
  /** `await import()`, so loaded only when it is reached. */
  dynamic: boolean;
}

export interface SourceFile {
  /** Below src, with `/`: "rules/types.ts". */
  path: string;
  text: string;
  imports: Import[];
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** All TypeScript below src. */
export function sourceTree(): SourceFile[] {
  return repoFiles("src")
    .filter((path) => path.endsWith(".ts"))
    .map((path) => sourceFile(path.slice("src/".length), readFileSync(ROOT + path, "utf8")));
}

/** A file made up on the spot, so that a guard can be shown to bark. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, imports: readImports(path, text) };
}

export function repoFile(path: string): string | null {
  try {
    return readFileSync(ROOT + path, "utf8");
  } catch {
    return null;
  }
}

/** The paths of all files below a folder of the repository. */
export function repoFiles(dir: string): string[] {
  return readdirSync(ROOT + dir).flatMap((name) => {
    const path = `${dir}/${name}`;
    return statSync(ROOT + path).isDirectory() ? repoFiles(path) : [path];
  });
}

const STATEMENT =
  /^[ \t]*(?:import|export)\s+(type\s)?([^"';]*?)\bfrom\s+"([^"]+)"|^[ \t]*import\s+"([^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"]+)"/g;

function readImports(path: string, text: string): Import[] {
  const make = (specifier: string, typeOnly: boolean, dynamic: boolean): Import => ({
    specifier,
    target: specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : null,
    typeOnly,
    dynamic,
  });
  const found: Import[] = [];
  for (const [, type, names = "", from, bare] of text.matchAll(STATEMENT)) {
    found.push(make(from ?? bare ?? "", type !== undefined || onlyTypes(names), false));
  }
  for (const [, specifier = ""] of text.matchAll(DYNAMIC)) found.push(make(specifier, false, true));
  return found;
}

/** True for `{ type A, type B }`. */
function onlyTypes(names: string): boolean {
  const inner = /^\s*\{([\s\S]*)\}\s*$/.exec(names)?.[1];
  if (inner === undefined) return false;
  const parts = inner.split(",").filter((part) => part.trim() !== "");
  return parts.length > 0 && parts.every((part) => part.trim().startsWith("type "));
}

/** "rules" for rules/a.ts, "cli.ts" for a file right in src. */
export function folderOf(path: string): string {
  return path.split("/")[0] ?? path;
}
