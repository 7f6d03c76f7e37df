import { commentsBelow } from "../config/edit/edit.ts";
import type { EditOp, LoadedConfig } from "../config/read/types.ts";
import { asArray, getIn, getKey, isObject, type Json, sameJson } from "../core/json.ts";
import { type ConfigPath, startsWith } from "../core/path.ts";

type SetOp = Extract<EditOp, { op: "set" }>;
type Placed = ReturnType<typeof commentsBelow>;

/**
 * A value that moves takes its comments along: an edit that removes one key and sets others. Each comment goes to the
 * member that it was written for; without such a one, to the first of the new keys.
 */
export function takeComments(config: LoadedConfig, ops: EditOp[]): EditOp[] {
  const removal = ops.find((op) => op.op === "remove");
  const targets = ops.filter((op) => op.op === "set");
  const [first] = targets;
  if (removal === undefined || first === undefined || typeof removal.path.at(-1) === "number") return ops;
  const owner = config.owner(removal.path, "key");
  // Between two files, a comment would have to leave its file.
  if (owner.refusal !== null || config.owner(first.path).file.path !== owner.file.path) return ops;
  const comments = commentsBelow(owner.file, owner.path);
  if (comments.length === 0 || getIn(config.value, first.path) !== undefined) return ops;
  const old = getIn(config.value, removal.path) ?? null;
  const sources = new Map(targets.map((target) => [target, sourceOf(old, target)]));
  const isIn = (path: ConfigPath, from: ConfigPath | null | undefined) =>
    from != null && startsWith(path, from);
  const rest = comments.filter(({ path }) => ![...sources.values()].some((from) => isIn(path, from)));
  return ops.flatMap((op): EditOp[] => {
    if (op === removal) return [{ ...removal, withComments: true }];
    if (op.op !== "set") return [op];
    const from = sources.get(op);
    const own = comments.filter(({ path }) => isIn(path, from));
    const moved = own.map(({ path, line }) => ({ path: newPlace(old, path).slice(from?.length), line }));
    return spread(op, [...(op === first ? rest.map(({ line }) => ({ path: [], line })) : []), ...moved]);
  });
}

/** Where in the removed value the new one was: the whole, or the member with the name of a part of the target. */
function sourceOf(old: Json, { path, value }: SetOp): ConfigPath | null {
  if (sameJson(old, value) || isKeyed(old, value)) return [];
  for (let from = path.length - 1; from >= 0; from -= 1) {
    const inner = getIn(old, path.slice(from));
    if (inner !== undefined && sameJson(inner, value)) return path.slice(from);
  }
  return null;
}

/** True for a list that became an object with the ids as keys. */
function isKeyed(old: Json, value: Json): boolean {
  return (
    Array.isArray(old) &&
    isObject(value) &&
    old.every((item) => Object.hasOwn(value, String(getKey(item, "id"))))
  );
}

/** A place below a list of items with ids, as below the object by id. */
function newPlace(old: Json, path: ConfigPath): ConfigPath {
  const [index, ...rest] = path;
  if (!Array.isArray(old) || typeof index !== "number") return path;
  return [String(getKey(asArray(old)[index], "id")), ...rest];
}

/** Sets an object with comments inside member by member, so that each comment comes to its own. */
function spread({ path, value }: SetOp, comments: Placed): SetOp[] {
  const isInside = (key: string) => (one: Placed[number]) => one.path[0] === key;
  const keys = isObject(value) ? Object.keys(value) : [];
  const own = comments.filter((one) => !keys.some((key) => isInside(key)(one)));
  const comment = own.length === 0 ? undefined : own.map(({ line }) => line);
  if (own.length === comments.length || !isObject(value)) return [{ op: "set", path, value, comment }];
  const members = Object.entries(value).flatMap(([key, item]) => {
    const inner = comments.filter(isInside(key)).map(({ path: at, line }) => ({ path: at.slice(1), line }));
    return spread({ op: "set", path: [...path, key], value: item }, inner);
  });
  return [{ op: "set", path, value: {}, comment }, ...members];
}
