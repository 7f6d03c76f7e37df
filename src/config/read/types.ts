import type { Json, JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";

/** A half-open range of UTF-16 code units in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A JSON5 value with its place. The content of objects and arrays is created on first access (tree.ts). */
export type Node = ObjectNode | ArrayNode | ScalarNode;

interface ScalarNode extends Span {
  type: "scalar";
  value: null | boolean | number | string;
}
export interface ArrayNode extends Span {
  type: "array";
  readonly items: readonly Node[];
  /** The offset after each item's comma; -1 for the last item without a trailing comma. */
  readonly commas: readonly number[];
}
export interface Member {
  key: string;
  keySpan: Span;
  value: Node;
}
export interface ObjectNode extends Span {
  type: "object";
  /** In text order, including duplicate keys, of which the last takes effect. */
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

/** One file of a config, as read. */
export interface ConfigFile {
  /** Absolute path; "<stdin>" for standard input. */
  path: string;
  /** Without the BOM. */
  text: string;
  bom: boolean;
  /** SHA-256 of the bytes, to detect a change since. */
  hash: string;
  /** Permission bits; null for standard input. */
  mode: number | null;
  root: Node;
  /** The value without includes, as json5 reads it. It is shared: do not change it. */
  value: Json;
  comments: Comment[];
  /** The starts of objects with a duplicate key, sorted. */
  twins: readonly number[];
  /** True when a key may contain an escape, so that a text search may miss it. */
  escapedKeys: boolean;
}

/** A duplicate key of one object; the last takes effect. */
export interface DuplicateKey {
  path: ConfigPath;
  first: Place;
  last: Place;
}

/** A config with its includes resolved. `${VAR}` stays as written. */
export interface LoadedConfig {
  main: ConfigFile;
  /** All files: the main one, then includes in the order in which they were read. */
  files: ConfigFile[];
  /** The value before environment substitution. */
  value: JsonObject;
  duplicates: DuplicateKey[];
  /**
   * The place of the value at `path` (`of` "key": of its key). If it does not exist, `exact` is false and the place is the
   * key, else the bracket, of its nearest existing ancestor. Also accepts `models.0` for an index.
   */
  locate(path: ConfigPath, of?: "key" | "value"): { place: Place; exact: boolean };
  /**
   * The file for an edit at `path`, and the path within that file. `refusal` says why an edit is not possible there
   * (include array, sibling override). With "key" the edit removes the key itself, not the value from an include.
   */
  owner(
    path: ConfigPath,
    of?: "key" | "value",
  ): { file: ConfigFile; path: ConfigPath; refusal: string | null };
  /** True when an include supplies something at or below the value at `path`. */
  includesBelow(path: ConfigPath): boolean;
  /** The same config with other texts (without BOM) for some of its files. Reads nothing from disk. */
  withTexts(texts: ReadonlyMap<string, string>): LoadedConfig;
}

/** Why a config could not be loaded. `place` is null for a missing file and the like. */
export interface LoadProblem {
  kind: "missing" | "unreadable" | "empty" | "syntax" | "not-object" | "include";
  message: string;
  hint: string | null;
  place: Place | null;
}

export type LoadResult = { ok: true; config: LoadedConfig } | { ok: false; problem: LoadProblem };

/**
 * One change of one file's value. `set` creates missing parents. `append` adds to an array (created when missing) unless
 * it has an equal item, so that a second run changes nothing. `remove` removes every duplicate of a key. `comment` lines
 * go above a new key or item.
 */
export type EditOp =
  | { op: "set"; path: ConfigPath; value: Json; comment?: readonly string[] | undefined }
  | { op: "append"; path: ConfigPath; value: Json; comment?: readonly string[] | undefined }
  | {
      op: "remove";
      path: ConfigPath;
      /** Removes its comments too, which the caller puts elsewhere. Else they stay. */
      withComments?: boolean | undefined;
    };
