import { asArray, getKey, isObject, type Json } from "../../src/core/json.ts";
import { isSchema } from "../../src/openclaw/schema/keywords.ts";
import type { Schema } from "../../src/openclaw/schema/types.ts";
import { Random } from "../config/random.ts";

// biome-ignore format: a list to scan
const ODD: readonly Json[] = [
  null, true, "", "x", "merge", 0, -1, 1.5, 7, 1e21, [], {}, ["a", "a"], { a: 1 },
];
// biome-ignore format: a list to scan
const TEXTS = [
  "", "a", "A_B", "main", "https://a.example/", "/abs", "5m", "2h", "#aabbcc", "a b", "é\u{1f600}", "12",
];

/** What "#/a/0" leads to; numbers are indexes only in arrays. */
export function targetOf(root: Json, ref: string): Json | undefined {
  let target: Json | undefined = root;
  for (const step of ref.split("/").slice(1)) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    target = Array.isArray(target) ? target[Number(key)] : getKey(target, key);
  }
  return target;
}

/** A config that follows the schema except for random faults (`faults` is the chance at each step). */
export class RandomConfig {
  private readonly root: Schema;
  private readonly random: Random;
  private readonly faults: number;
  constructor(root: Schema, seed: number, faults: number) {
    this.root = root;
    this.random = new Random(seed);
    this.faults = faults;
  }

  make(): Json {
    return this.value(this.root, 0);
  }

  private pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.random.next() * items.length)];
  }

  private value(schema: Json | undefined, depth: number): Json {
    if (this.random.next() < this.faults) return this.pick(ODD) ?? null;
    if (!isSchema(schema) || typeof schema === "boolean") return this.pick(ODD) ?? null;
    const ref = schema["$ref"];
    if (typeof ref === "string") return this.value(targetOf(this.root, ref), depth);
    const branches = [...asArray(schema["anyOf"]), ...asArray(schema["oneOf"])];
    if (branches.length > 0) return this.value(this.pick(branches), depth);
    if ("const" in schema) return schema["const"] ?? null;
    if (Array.isArray(schema["enum"])) return this.pick(schema["enum"]) ?? null;
    switch (schema["type"]) {
      case "object":
        return this.object(schema, depth);
      case "array":
        return this.array(schema, depth);
      case "string":
        return this.text(schema["pattern"]);
      case "integer":
      case "number":
        return this.number(schema, schema["type"] === "integer");
      case "boolean":
        return this.random.next() < 0.5;
      case "null":
        return null;
      default:
        return this.pick(ODD) ?? null;
    }
  }

  private object(schema: { [key: string]: Json }, depth: number): Json {
    const properties = isObject(schema["properties"]) ? schema["properties"] : {};
    const required = new Set(asArray(schema["required"]));
    const names = Object.keys(properties);
    const wanted = depth === 0 ? 3 : depth > 6 ? 0 : 4;
    const result: { [key: string]: Json } = {};
    for (const name of names) {
      if (!required.has(name) && this.random.next() > wanted / Math.max(names.length, 1)) continue;
      if (required.has(name) && this.random.next() < this.faults) continue;
      result[name] = this.value(properties[name], depth + 1);
    }
    const rest = schema["additionalProperties"];
    if (rest !== undefined && rest !== false && depth < 7)
      for (let i = Math.floor(this.random.next() * 3); i > 0; i -= 1)
        result[this.pick(["a", "main", "lmstudio", "A.b", "__x", "7"]) ?? "a"] = this.value(rest, depth + 1);
    if (this.random.next() < this.faults) result[this.pick(["zzz", "baseURL", "x"]) ?? "x"] = 1;
    return result;
  }

  private array(schema: { [key: string]: Json }, depth: number): Json {
    const items = schema["items"];
    const length = depth > 7 ? 0 : Math.floor(this.random.next() * 4);
    return Array.from({ length }, (_, i) => this.value(Array.isArray(items) ? items[i] : items, depth + 1));
  }

  private text(pattern: Json | undefined): string {
    if (typeof pattern === "string" && this.random.next() < 0.9) {
      const fitting = TEXTS.filter((t) => new RegExp(pattern, "u").test(t));
      if (fitting.length > 0) return this.pick(fitting) ?? "";
    }
    return this.pick(TEXTS) ?? "";
  }

  private number(schema: { [key: string]: Json }, whole: boolean): number {
    if (this.random.next() < 0.05) return this.pick([-1, 0, 0.5, Number.NaN, 1e21, 9007199254740992]) ?? 0;
    const low = typeof schema["minimum"] === "number" ? Math.max(schema["minimum"], -1000) : 1;
    const high = typeof schema["maximum"] === "number" ? Math.min(schema["maximum"], 70_000) : 100;
    const n = low + this.random.next() * Math.max(high - low, 0);
    return whole ? Math.round(n) : n;
  }
}
