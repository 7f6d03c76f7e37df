import { getKey, isObject, type Json } from "./json.ts";
import type { ConfigPath } from "./path.ts";

/** A value of a config and its place. */
export interface PlacedValue {
  path: ConfigPath;
  value: Json;
}

/** The values at a dotted pattern of keys. `*` stands for every key of an object and every index of a list. */
export function valuesAt(root: Json | undefined, pattern: string, below: ConfigPath = []): PlacedValue[] {
  let found: PlacedValue[] = root === undefined ? [] : [{ path: below, value: root }];
  for (const step of pattern === "" ? [] : pattern.split(".")) {
    found = found.flatMap((one) => stepInto(one, step));
  }
  return found;
}

function stepInto({ path, value }: PlacedValue, step: string): PlacedValue[] {
  if (step === "*") return childrenOf({ path, value });
  const inner = getKey(value, step);
  return inner === undefined ? [] : [{ path: [...path, step], value: inner }];
}

/** The members of an object or the items of a list. */
export function childrenOf({ path, value }: PlacedValue): PlacedValue[] {
  if (Array.isArray(value)) return value.map((one, index) => ({ path: [...path, index], value: one }));
  return Object.entries(isObject(value) ? value : {}).map(([key, one]) => ({
    path: [...path, key],
    value: one,
  }));
}
