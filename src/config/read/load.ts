import { basename, resolve } from "node:path";
import { errorMessage, UserError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";
import type { Env, Fs } from "../../ports/index.ts";
import { decode, ProblemError, parseFile, placeOf, STDIN } from "./file.ts";
import {
  INCLUDE,
  includeProblem,
  includeReader,
  type ReadInclude,
  resolveTree,
  type Tree,
} from "./include.ts";
import { findKey, findLayer, findOwner, hasIncludeBelow } from "./layers.ts";
import { anchorOf, anyIn, liveMembers } from "./locate.ts";
import type { ConfigFile, DuplicateKey, LoadedConfig, LoadProblem, LoadResult, Node } from "./types.ts";
import { kindOf } from "./values.ts";

/** Far above any real config; protects against a wrong path (a disk image, a log). */
const MAX_BYTES = 64 * 1024 * 1024;

/** Reads a config with its includes; `-` or a given `stdinText` is standard input. Every failure is a value. */
export function loadConfig(
  path: string,
  fs: Fs,
  options: { stdinText?: string | undefined; env?: Env } = {},
): LoadResult {
  if (options.stdinText !== undefined || path === "-") return loadText(options.stdinText ?? "", STDIN);
  const file = resolve(path);
  return attempt(() => {
    const { text, mode } = readMain(file, fs);
    const main = parseFile(file, text, mode);
    return makeConfig(main, includeReader(file, fs, options.env ?? {}));
  });
}

/** Reads a config from a text; an include is then a problem. */
export function loadText(text: string, path: string = STDIN): LoadResult {
  return attempt(() => {
    const main = parseFile(path, text, null);
    return makeConfig(main, (_, from) => {
      throw includeProblem(from, "$include cannot be followed without a file", "give the file name instead");
    });
  });
}

/** The error of a problem, for commands that cannot continue. */
export function problemError(problem: LoadProblem): UserError {
  const { place } = problem;
  const where =
    place && problem.kind === "include" ? `${basename(place.file)}:${place.line}:${place.column}: ` : "";
  return new UserError(where + problem.message, { hint: problem.hint });
}

function attempt(load: () => LoadedConfig): LoadResult {
  try {
    return { ok: true, config: load() };
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** Returns only the text, so that the bytes can be freed before the tree is built. */
function readMain(path: string, fs: Fs): { text: string; mode: number | null } {
  const fail = (kind: LoadProblem["kind"], message: string, hint: string | null): ProblemError =>
    new ProblemError({ kind, message, hint, place: null });
  const missing = (message: string, hint = "`openclaw-local init` creates one") =>
    fail("missing", message, hint);
  try {
    const real = fs.realPath(path);
    const info = fs.info(real ?? path);
    if (info === null || (real === null && info.kind === "symlink")) {
      if (info === null) throw missing(`${path} does not exist`);
      throw missing(`${path} is a link to a file that does not exist`, "remove the link, or make that file");
    }
    if (info.kind === "directory")
      throw fail("unreadable", `${path} is a directory`, "name the config file in it");
    if (info.sizeBytes > MAX_BYTES) throw fail("unreadable", `${path} is too large to be a config`, null);
    const bytes = fs.readFile(path);
    if (bytes === null) throw missing(`${path} does not exist`);
    return { text: decode(path, bytes), mode: info.mode };
  } catch (error) {
    if (error instanceof UserError) throw fail("unreadable", errorMessage(error), error.hint);
    throw error;
  }
}

function makeConfig(main: ConfigFile, read: ReadInclude): LoadedConfig {
  const { tree, files } = resolveTree(main, read);
  const { value } = tree;
  if (!isObject(value)) {
    const name = main.path === STDIN ? "standard input" : basename(main.path);
    throw new ProblemError({
      kind: "not-object",
      message: `${name} holds ${kindOf(value)}, but a config is an object`,
      hint: "put everything between { and }",
      place: placeOf(main, anchorOf({ node: main.root, member: null })),
    });
  }
  return {
    main,
    files,
    value,
    duplicates: findDuplicates(tree),
    locate: (path, of = "value") => locate(tree, path, of),
    owner: (path, of = "value") => findOwner(tree, path, of === "key"),
    includesBelow: (path) => hasIncludeBelow(tree, path),
    withTexts: (texts) => withTexts(main, files, texts),
  };
}

function locate(tree: Tree, path: ConfigPath, of: "key" | "value"): ReturnType<LoadedConfig["locate"]> {
  const { file, node, depth } = findLayer(tree, path);
  const exact = depth === path.length;
  const key = exact && of === "value" ? null : findKey(tree, path.slice(0, depth));
  if (key) return { place: placeOf(key.file, key.member.keySpan), exact };
  const span = exact && of === "value" ? node : anchorOf({ node, member: null });
  return { place: placeOf(file, span), exact };
}

function withTexts(
  main: ConfigFile,
  files: readonly ConfigFile[],
  texts: ReadonlyMap<string, string>,
): LoadedConfig {
  const renew = (file: ConfigFile): ConfigFile => {
    const text = texts.get(file.path);
    return text === undefined
      ? file
      : { ...parseFile(file.path, text, file.mode, () => file.hash), bom: file.bom };
  };
  return makeConfig(renew(main), (path, from) => {
    const file = files.find((known) => known.path === path);
    if (!file) throw includeProblem(from, "a changed text includes a file that was not read");
    return renew(file);
  });
}

/** The duplicate keys of all live objects, in text order, includes last. */
function findDuplicates(tree: Tree): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const marks = new Map<Tree, readonly number[]>();
  const open: { tree: Tree; node: Node; path: ConfigPath }[] = [{ tree, node: tree.file.root, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { tree: own, node, path } = next;
    const known = marks.get(own) ?? marksOf(own);
    marks.set(own, known);
    if (node.type === "scalar" || !anyIn(known, node)) continue;
    const below: typeof open = [];
    if (node.type === "array") {
      node.items.forEach((item, i) => {
        if (item.type !== "scalar") below.push({ tree: own, node: item, path: [...path, i] });
      });
    } else {
      found.push(...duplicatesOf(own.file, node.members, path));
      const site = own.sites.get(node);
      for (const { key, value } of liveMembers(node)) {
        if (value.type !== "scalar" && !(site && key === INCLUDE))
          below.push({ tree: own, node: value, path: [...path, key] });
      }
      for (const target of site?.targets ?? []) below.push({ tree: target, node: target.file.root, path });
    }
    open.push(...below.reverse());
  }
  return found;
}

/** The starts of objects with a duplicate key or an include, in text order. */
function marksOf({ file, sites }: Tree): number[] {
  return [...file.twins, ...[...sites.keys()].map((node) => node.start)].sort((a, b) => a - b);
}

function duplicatesOf(
  file: ConfigFile,
  members: readonly { key: string; keySpan: { start: number; end: number } }[],
  path: ConfigPath,
): DuplicateKey[] {
  const spans = new Map<string, { start: number; end: number }[]>();
  for (const { key, keySpan } of members) {
    const list = spans.get(key);
    if (list) list.push(keySpan);
    else spans.set(key, [keySpan]);
  }
  return [...spans].flatMap(([key, list]) => {
    const [first] = list;
    const last = list.at(-1);
    if (!first || !last || first === last) return [];
    return [{ path: [...path, key], first: placeOf(file, first), last: placeOf(file, last) }];
  });
}
