import { UserError } from "../../core/errors.ts";
import type { Json } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { decode, ProblemError, parseFile, placeOf } from "./file.ts";
import { anchorOf, nearestNode } from "./locate.ts";
import { nodeValue } from "./scan.ts";

/** A JSON5 file of the user's that this tool defines, such as an exam or a catalog. */
export interface OwnFile {
  value: Json;
  /** The error for a value that is wrong, with its place in the file. */
  wrongAt(path: ConfigPath, message: string): UserError;
}

/** Reads such a file. `shown` is its path in messages, `root` the name of the whole. UserError where it is not JSON5. */
export function readOwnFile(
  path: string,
  bytes: Uint8Array,
  { shown, root, hint }: { shown: string; root: string; hint: string },
): OwnFile {
  const file = parsed(path, bytes, shown);
  return {
    value: nodeValue(file.root),
    wrongAt(at, message) {
      const found = nearestNode(file.root, at);
      const { line, column } = placeOf(file, found.depth === at.length ? found.node : anchorOf(found));
      const what = at.length === 0 ? root : formatPath(at);
      return new UserError(`${shown}:${line}:${column}: ${what}: ${message}`, { hint });
    },
  };
}

function parsed(path: string, bytes: Uint8Array, shown: string) {
  try {
    return parseFile(path, decode(path, bytes), null);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { place, message, hint } = error.problem;
    const at = place === null ? "" : `:${place.line}:${place.column}`;
    throw new UserError(`${shown}${at}: ${message}`, { hint });
  }
}
