import type { Json, JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";

/** A half-open range of UTF-16 code units in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A JSON5 value with its place. The tree is what the scanner makes; `value` is what json5 would give. What is in an object
 * or array is made when it is first asked for (tree.ts), and is the same from then on.
 */
export type Node = ObjectNode | ArrayNode | ScalarNode;

interface ScalarNode extends Span {
  type: "scalar";
  value: null | boolean | number | string;
}
export interface ArrayNode extends Span {
  type: "array";
  readonly items: readonly Node[];
  /** Offset behind each item's comma, or -1 where there is none (the last item without a trailing comma). */
  readonly commas: readonly number[];
}
export interface Member {
  key: string;
  keySpan: Span;
  value: Node;
}
export interface ObjectNode extends Span {
  type: "object";
  /** In order of the text; a key that stands twice is here twice. Readers see the last. */
  readonly members: readonly Member[];
  readonly commas: readonly number[];
}

export interface Comment extends Span {
  kind: "line" | "block";
  /** Without the comment marks. */
  text: string;
}

/** 1-based line and column (UTF-16 code units; CR, LF, CRLF, U+2028, U+2029 end a line), as editors count. */
export interface Place {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** One file of a config, as read: nothing normalised. */
export interface ConfigFile {
  /** Absolute path; "<stdin>" for standard input. */
  path: string;
  /** Without the BOM. */
  text: string;
  bom: boolean;
  /** SHA-256 of the bytes, to see whether the file changed meanwhile. */
  hash: string;
  /** Permission bits; null for standard input. */
  mode: number | null;
  root: Node;
  /** What the text says, includes not resolved. It is shared: nobody may change it. */
  value: Json;
  comments: Comment[];
  /** Starts of the objects in which a key stands twice, in order. */
  twins: readonly number[];
  /** True when a key may be written with an escape, so that it cannot be looked for in the text. */
  escapedKeys: boolean;
}

/** An object key that stands twice in one object; readers see the last one. */
export interface DuplicateKey {
  path: ConfigPath;
  first: Place;
  last: Place;
}

/** A config with its includes resolved. `${VAR}` stays as written. */
export interface LoadedConfig {
  main: ConfigFile;
  /** All files, main first, includes in the order in which they were met. */
  files: ConfigFile[];
  /** What OpenClaw reads, before environment substitution. */
  value: JsonObject;
  duplicates: DuplicateKey[];
  /**
   * The place of the value at `path` (`of` "key": of its key). Where it does not exist, the key of its nearest existing
   * ancestor, or the bracket of an ancestor without a key (`exact` false). Takes `models.0` for an index as well.
   */
  locate(path: ConfigPath, of?: "key" | "value"): { place: Place; exact: boolean };
  /**
   * The file that owns the value at `path` and the path inside that file, for an edit. `refusal` says why an edit is
   * not possible there (include array, sibling override), else null. With "key" the edit is about the key itself (its
   * removal), not about what an include puts behind it.
   */
  owner(
    path: ConfigPath,
    of?: "key" | "value",
  ): { file: ConfigFile; path: ConfigPath; refusal: string | null };
  /** True when an include supplies something at or below the value at `path`. */
  includesBelow(path: ConfigPath): boolean;
  /** The same config with other texts (without BOM) in some of its files; for proofs, nothing is read from disk. */
  withTexts(texts: ReadonlyMap<string, string>): LoadedConfig;
}

/** Why a config could not be loaded. `place` is null where none applies (missing file). */
export interface LoadProblem {
  kind: "missing" | "unreadable" | "empty" | "syntax" | "not-object" | "include";
  message: string;
  hint: string | null;
  place: Place | null;
}

export type LoadResult = { ok: true; config: LoadedConfig } | { ok: false; problem: LoadProblem };

/**
 * One change of one file's value. `set` creates missing parents; `append` adds to an array (created when missing) unless
 * an equal item is already in it, so that a second run changes nothing; `remove` takes every duplicate of a key.
 * `comment` holds lines that go above the key or item, only if it is new.
 */
export type EditOp =
  | { op: "set"; path: ConfigPath; value: Json; comment?: readonly string[] | undefined }
  | { op: "append"; path: ConfigPath; value: Json; comment?: readonly string[] | undefined }
  | { op: "remove"; path: ConfigPath };
