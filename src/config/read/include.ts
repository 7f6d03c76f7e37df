import { basename, delimiter, dirname, isAbsolute, normalize, relative, resolve, sep } from "node:path";
import { errorMessage } from "../../core/errors.ts";
import { isObject, type Json } from "../../core/json.ts";
import type { Env, Fs } from "../../ports/index.ts";
import { decode, ProblemError, parseFile, placeOf, STDIN } from "./file.ts";
import { anyIn, lastMember, liveMembers } from "./locate.ts";
import type { ConfigFile, Member, Node, ObjectNode } from "./types.ts";
import { setOwn } from "./values.ts";

export const INCLUDE = "$include";
const MAX_DEPTH = 10;
const MAX_BYTES = 2 * 1024 * 1024;
const MAX_PATH = 4096;

/** A file with its includes resolved. */
export interface Tree {
  file: ConfigFile;
  value: Json;
  /** Objects of this file that have an `$include`. */
  sites: ReadonlyMap<ObjectNode, Site>;
  /** Levels of includes below. */
  height: number;
}

export interface Site {
  node: ObjectNode;
  /** True for the array form, which merges. */
  list: boolean;
  targets: Tree[];
  /** Live members alongside `$include`. */
  siblings: Member[];
}

/** Reads an included file; throws ProblemError. `from` is the file and node that name it. */
export type ReadInclude = (path: string, from: { file: ConfigFile; node: Node }) => ConfigFile;

/**
 * Resolves the includes of a file as OpenClaw does: a string replaces the object, an array merges files (the later one
 * wins), siblings override. Each file is read and resolved once.
 */
export function resolveTree(main: ConfigFile, read: ReadInclude): { tree: Tree; files: ConfigFile[] } {
  const done = new Map<string, Tree>();
  const files: ConfigFile[] = [main];
  const build = (file: ConfigFile, chain: readonly string[]): Tree => {
    const { value, found } = valueWithSites(file);
    const sites = new Map<ObjectNode, Site>();
    let height = 0;
    for (const { node } of found) {
      const site = makeSite(file, node, (path, at) => {
        const target = load(path, { file, node: at }, chain);
        height = Math.max(height, target.height + 1);
        return target;
      });
      sites.set(node, site);
    }
    // Inner includes come later in the text, so merging from the end resolves them first.
    let result = value;
    for (const { node, put } of [...found].reverse()) {
      const site = sites.get(node);
      if (!site) continue;
      const merged = mergeSite(file, site, put.current());
      if (put.root) result = merged;
      else put.set(merged);
    }
    return { file, value: result, sites, height };
  };
  const load = (path: string, from: { file: ConfigFile; node: Node }, chain: readonly string[]): Tree => {
    if (chain.includes(path)) {
      const names = [...chain.slice(chain.indexOf(path)), path].map((p) => basename(p));
      throw includeProblem(from, `the includes form a loop: ${names.join(" -> ")}`);
    }
    const known = done.get(path);
    if (chain.length + (known?.height ?? 0) > MAX_DEPTH)
      throw includeProblem(from, `includes nest more than ${MAX_DEPTH} deep`);
    if (known) return known;
    const file = read(path, from);
    files.push(file);
    const tree = build(file, [...chain, path]);
    done.set(path, tree);
    return tree;
  };
  return { tree: build(main, [main.path]), files };
}

interface Put {
  root: boolean;
  current(): Json;
  set(value: Json): void;
}

/** A file's value, and its live objects with an `$include` in text order. Their parents in the value are copies. */
function valueWithSites(file: ConfigFile): { value: Json; found: { node: ObjectNode; put: Put }[] } {
  const marks = marksOf(file);
  let { value } = file;
  const found: { node: ObjectNode; put: Put }[] = [];
  const top: Put = {
    root: true,
    current: () => value,
    set: (v) => {
      value = v;
    },
  };
  const open: { node: Node; put: Put }[] = [{ node: file.root, put: top }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, put } = next;
    if (node.type === "scalar" || !(marks === null || anyIn(marks, node))) continue;
    const at = copyOf(put.current());
    put.set(at);
    if (node.type === "array" && Array.isArray(at)) {
      node.items.forEach((item, i) => {
        const set = (v: Json): void => {
          at[i] = v;
        };
        open.push({ node: item, put: { root: false, current: () => at[i] ?? null, set } });
      });
    } else if (node.type === "object" && isObject(at)) {
      if (lastMember(node, INCLUDE)) found.push({ node, put });
      for (const member of liveMembers(node)) {
        if (member.key === INCLUDE) continue;
        const set = (v: Json): void => setOwn(at, member.key, v);
        open.push({ node: member.value, put: { root: false, current: () => at[member.key] ?? null, set } });
      }
    }
  }
  return { value, found: found.sort((a, b) => a.node.start - b.node.start) };
}

/** The offsets of `$include` in a text, to skip everything else. Null if it may be written with escapes. */
function marksOf({ text, escapedKeys }: ConfigFile): number[] | null {
  if (escapedKeys) return null;
  const marks: number[] = [];
  for (let at = text.indexOf(INCLUDE); at >= 0; at = text.indexOf(INCLUDE, at + 1)) marks.push(at);
  return marks;
}

/** A shallow copy. */
function copyOf(value: Json): Json {
  if (Array.isArray(value)) return [...value];
  if (!isObject(value)) return value;
  const copy: Json = {};
  for (const [key, item] of Object.entries(value)) setOwn(copy, key, item);
  return copy;
}

function makeSite(file: ConfigFile, node: ObjectNode, load: (path: string, at: Node) => Tree): Site {
  const from = lastMember(node, INCLUDE)?.value ?? node;
  const siblings = liveMembers(node).filter((member) => member.key !== INCLUDE);
  const names = from.type === "array" ? from.items : [from];
  const targets = names.map((name) => {
    if (name.type !== "scalar" || typeof name.value !== "string") {
      throw includeProblem({ file, node: name }, "$include takes a file name or a list of file names");
    }
    return load(includePath(file, name, name.value), name);
  });
  return { node, list: from.type === "array", targets, siblings };
}

function includePath(file: ConfigFile, node: Node, name: string): string {
  if (name.trim() === "" || name.includes("\0") || name.length >= MAX_PATH) {
    throw includeProblem({ file, node }, "the file name of $include is empty, too long or not a file name");
  }
  return normalize(isAbsolute(name) ? name : resolve(dirname(file.path), name));
}

function mergeSite(file: ConfigFile, site: Site, own: Json): Json {
  const values = site.targets.map((target) => target.value);
  const included = site.list ? values.reduce(mergeValues, {}) : (values[0] ?? {});
  if (site.siblings.length === 0) return included;
  if (!isObject(included)) {
    throw includeProblem(
      { file, node: site.node },
      "keys alongside $include require an included file that holds an object",
    );
  }
  const rest: Json = {};
  if (isObject(own))
    for (const key of Object.keys(own)) if (key !== INCLUDE) setOwn(rest, key, own[key] ?? null);
  return mergeValues(included, rest);
}

const BLOCKED = new Set(["__proto__", "prototype", "constructor"]);

/** OpenClaw's merge: objects key by key, arrays concatenated, else the later value. */
function mergeValues(target: Json, source: Json): Json {
  if (Array.isArray(target) && Array.isArray(source)) return [...target, ...source];
  if (!isObject(target) || !isObject(source)) return source;
  const result: Json = {};
  for (const [key, value] of Object.entries(target)) setOwn(result, key, value);
  for (const [key, value] of Object.entries(source)) {
    if (BLOCKED.has(key)) continue;
    const old = Object.hasOwn(target, key) ? target[key] : undefined;
    setOwn(result, key, old === undefined ? value : mergeValues(old, value));
  }
  return result;
}

/** A problem with an include, at the place that names the file. */
export function includeProblem(
  from: { file: ConfigFile; node: Node },
  message: string,
  hint?: string,
): ProblemError {
  return new ProblemError({
    kind: "include",
    message,
    hint: hint ?? null,
    place: placeOf(from.file, from.node),
  });
}

/** Reads included files. They must be in the config's folder or OPENCLAW_INCLUDE_ROOTS, also after resolving links. */
export function includeReader(mainPath: string, fs: Fs, env: Env): ReadInclude {
  const root = dirname(mainPath);
  const extra = (env["OPENCLAW_INCLUDE_ROOTS"] ?? "").split(delimiter).filter((dir) => isAbsolute(dir));
  const roots = [root, ...extra].map((dir) => normalize(dir));
  const realRoots = roots.map((dir) => fs.realPath(dir) ?? dir);
  return (path, from) => {
    const name = basename(path);
    if (mainPath === STDIN) {
      throw includeProblem(
        from,
        "$include cannot be followed from standard input",
        "give the file name instead",
      );
    }
    const outside = "set OPENCLAW_INCLUDE_ROOTS to allow more folders";
    if (!roots.some((dir) => isInside(dir, path))) {
      throw includeProblem(from, `the included file ${name} lies outside the folder of the config`, outside);
    }
    const real = fs.realPath(path);
    const info = real === null ? null : fs.info(real);
    if (real === null || info === null)
      throw includeProblem(from, `the included file ${path} does not exist`);
    if (!realRoots.some((dir) => isInside(dir, real))) {
      throw includeProblem(
        from,
        `the included file ${name} is a link to outside the folder of the config`,
        outside,
      );
    }
    if (info.kind !== "file") throw includeProblem(from, `the included ${path} is not a file`);
    if (info.sizeBytes > MAX_BYTES)
      throw includeProblem(from, `the included file ${name} is larger than 2 MB`);
    const bytes = readBytes(path, from, fs);
    return parseFile(path, decode(path, bytes), info.mode);
  };
}

function readBytes(path: string, from: { file: ConfigFile; node: Node }, fs: Fs): Uint8Array {
  let bytes: Uint8Array | null;
  try {
    bytes = fs.readFile(path);
  } catch (error) {
    throw includeProblem(from, errorMessage(error));
  }
  if (bytes === null) throw includeProblem(from, `the included file ${path} does not exist`);
  return bytes;
}

function isInside(dir: string, path: string): boolean {
  const way = relative(dir, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
