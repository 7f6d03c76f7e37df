import { UserError } from "../../core/errors.ts";
import { getIn, isObject, type Json, sameJson } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import type { EditOp } from "./types.ts";

/** Assigns an own property, also for `__proto__`, where plain assignment would change the prototype. */
export function setOwn(target: unknown, key: string, value: Json): void {
  if (typeof target !== "object" || target === null) return;
  // The same for every other key, and many times faster.
  if (key !== "__proto__" && isObject(target)) target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** A deep copy; `__proto__` stays an ordinary key. Iterative. */
function cloneValue<T extends Json>(value: T): T;
function cloneValue(value: Json): Json {
  const holder: Json[] = [];
  const open: { from: Json; put: (copy: Json) => void }[] = [
    { from: value, put: (copy) => holder.push(copy) },
  ];
  for (let next = open.pop(); next; next = open.pop()) {
    const { from, put } = next;
    if (Array.isArray(from)) {
      const copy: Json[] = [];
      put(copy);
      from.forEach((item, i) => {
        open.push({
          from: item,
          put: (c) => {
            copy[i] = c;
          },
        });
      });
    } else if (isObject(from)) {
      const copy: Json = {};
      put(copy);
      // Set all keys first, so that they keep their order.
      for (const [key, item] of Object.entries(from)) {
        setOwn(copy, key, null);
        open.push({ from: item, put: (c) => setOwn(copy, key, c) });
      }
    } else put(from);
  }
  return holder[0] ?? null;
}

/** "a string", "an array": for messages. */
export function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The error of an edit that a value at `at` prevents. */
export function cannotEdit(path: ConfigPath, at: ConfigPath, value: Json): UserError {
  const where = at.length === 0 ? "the config" : formatPath(at);
  return new UserError(`${formatPath(path)} cannot be changed because ${where} is ${kindOf(value)}`, {
    hint: `change ${where} manually first`,
    exitCode: 1,
  });
}

/** The error of an array index that would leave a gap. */
export function beyondEnd(path: ConfigPath): UserError {
  return new UserError(`${formatPath(path)} is past the end of its array`, { exitCode: 1 });
}

/** The intended result of the edits, computed on values alone to check the text engine. Does not change the input. */
export function applyToValue(value: Json, ops: readonly EditOp[]): Json {
  const holder: Json[] = [cloneValue(value)];
  for (const op of ops) applyOne(holder, op);
  return holder[0] ?? null;
}

function applyOne(holder: Json[], op: EditOp): void {
  let parent: Json = holder;
  let last: string | number = 0;
  for (let i = 0; i < op.path.length; i += 1) {
    const at = op.path.slice(0, i);
    const step = op.path[i] ?? "";
    let current = getIn(parent, [last]);
    if (current === undefined) {
      if (op.op === "remove") return;
      current = typeof step === "number" ? [] : {};
      put(parent, last, current, at);
    }
    const fits = typeof step === "number" ? Array.isArray(current) : isObject(current);
    if (!fits) {
      if (op.op === "remove") return;
      throw cannotEdit(op.path, at, current);
    }
    parent = current;
    last = step;
  }
  if (op.op === "remove") drop(parent, last, op.path);
  else if (op.op === "set") put(parent, last, cloneValue(op.value), op.path);
  else {
    const current = getIn(parent, [last]);
    if (current === undefined) put(parent, last, [cloneValue(op.value)], op.path);
    else if (!Array.isArray(current)) throw cannotEdit(op.path, op.path, current);
    else if (!current.some((item) => sameJson(item, op.value))) current.push(cloneValue(op.value));
  }
}

function put(parent: Json, step: string | number, value: Json, path: ConfigPath): void {
  if (Array.isArray(parent) && typeof step === "number") {
    if (step > parent.length) throw beyondEnd(path);
    parent[step] = value;
  } else setOwn(parent, String(step), value);
}

function drop(parent: Json, step: string | number, path: ConfigPath): void {
  if (path.length === 0) throw new UserError("the whole config cannot be removed", { exitCode: 1 });
  if (Array.isArray(parent) && typeof step === "number") parent.splice(step, 1);
  else if (isObject(parent)) delete parent[String(step)];
}
