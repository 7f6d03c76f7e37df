import { UserError } from "../../core/errors.ts";
import { isObject, type Json } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import type { EditOp } from "./types.ts";

/**
 * Structural equality that costs no stack (a config may nest ten thousand deep). NaN equals NaN, 0 and -0 differ; the
 * order of keys does not matter.
 */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  const open: [Json | undefined, Json | undefined][] = [[a, b]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [x, y] = next;
    if (Object.is(x, y)) continue;
    if (Array.isArray(x) && Array.isArray(y)) {
      if (x.length !== y.length) return false;
      for (let i = 0; i < x.length; i += 1) open.push([x[i], y[i]]);
    } else if (isObject(x) && isObject(y)) {
      const keys = Object.keys(x);
      if (keys.length !== Object.keys(y).length) return false;
      for (const key of keys) {
        if (!Object.hasOwn(y, key)) return false;
        open.push([x[key], y[key]]);
      }
    } else return false;
  }
  return true;
}

/** Assigns an own property, also for `__proto__`, where plain assignment would change the prototype. */
export function setOwn(target: unknown, key: string, value: Json): void {
  if (typeof target !== "object" || target === null) return;
  // many times faster, and the same for every other key
  if (key !== "__proto__" && isObject(target)) target[key] = value;
  else Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** A copy that shares nothing with the original; `__proto__` stays an ordinary key. Costs no stack. */
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
      // Keys are set at once, so that they keep their order however the work list is emptied.
      for (const [key, item] of Object.entries(from)) {
        setOwn(copy, key, null);
        open.push({ from: item, put: (c) => setOwn(copy, key, c) });
      }
    } else put(from);
  }
  return holder[0] ?? null;
}

/** Own key or index of a value; undefined when there is none. */
export function stepInto(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof step === "number") return Array.isArray(value) ? value[step] : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** "a string", "an array": for messages. */
export function kindOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** The error of an edit that a value cannot take. `at` is the path of the value that is in the way. */
export function cannotEdit(path: ConfigPath, at: ConfigPath, value: Json): UserError {
  const where = at.length === 0 ? "the config" : formatPath(at);
  return new UserError(`${formatPath(path)} cannot be changed because ${where} is ${kindOf(value)}`, {
    hint: `change ${where} by hand first`,
    exitCode: 1,
  });
}

/** An array index that would leave a gap. */
export function beyondEnd(path: ConfigPath): UserError {
  return new UserError(`${formatPath(path)} lies behind the end of its array`, { exitCode: 1 });
}

/**
 * The value that the edits are meant to give, computed on values alone, so that the text engine can be checked
 * against it. The input stays as it is.
 */
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
    let current = stepInto(parent, last);
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
    const current = stepInto(parent, last);
    if (current === undefined) put(parent, last, [cloneValue(op.value)], op.path);
    else if (!Array.isArray(current)) throw cannotEdit(op.path, op.path, current);
    else if (!current.some((item) => sameValue(item, op.value))) current.push(cloneValue(op.value));
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
