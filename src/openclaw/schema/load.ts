import { readFileSync } from "node:fs";
import { asArray, getKey, isObject, type JsonObject, parseJson } from "../../core/json.ts";
import { packageFile } from "../../core/package-root.ts";
import { compareVersions } from "../version.ts";
import type { Schema } from "./types.ts";

/*
 * The snapshots are data of this package, so this is the one place outside src/io that reads files. Each has 0.5 MB, of
 * which only the needed parts are read.
 */

/** The config changed shape in 2026.8.1, so snapshots from the other side do not apply. */
const SCHEMA_BREAK = "2026.8.1";

/** Versions with a bundled snapshot, oldest first. */
export function bundledVersions(): string[] {
  const index = parseJson(readFileSync(packageFile("data", "schemas", "index.json"), "utf8"));
  const versions = asArray(getKey(index, "versions")).filter((v) => typeof v === "string");
  return versions.sort(compareVersions);
}

/**
 * The nearest snapshots on the version's side of the schema break; both are the version's own if it has one. `below` is
 * null for a version older than all of them, `above` for one newer than all.
 */
export function nearestSnapshots(
  version: string,
  available: readonly string[],
): { below: string | null; above: string | null } {
  const isNew = compareVersions(version, SCHEMA_BREAK) >= 0;
  const side = available.filter((v) => compareVersions(v, SCHEMA_BREAK) >= 0 === isNew).sort(compareVersions);
  return {
    below: side.filter((v) => compareVersions(v, version) <= 0).at(-1) ?? null,
    above: side.find((v) => compareVersions(v, version) >= 0) ?? null,
  };
}

const cache = new Map<string, Schema>();

/** Reads a bundled snapshot. Throws when a file is missing or damaged. */
export function loadSnapshot(version: string): Schema {
  const known = cache.get(version);
  if (known !== undefined) return known;
  const schema = readObject(version, "root.json");
  const { properties } = schema;
  if (isObject(properties)) for (const key of Object.keys(properties)) makeLazy(version, properties, key);
  cache.set(version, schema);
  return schema;
}

/** Large sections are separate files, read on first access: a config without channels does not load their schema. */
function makeLazy(version: string, properties: JsonObject, key: string): void {
  const file = getKey(properties[key], "$section");
  if (typeof file !== "string") return;
  let section: JsonObject | null = null;
  Object.defineProperty(properties, key, {
    enumerable: true,
    get() {
      section ??= readObject(version, file);
      return section;
    },
  });
}

function readObject(version: string, file: string): JsonObject {
  return readData("schemas", version, file);
}

/** Reads a file of this package's data. Throws when it is missing or damaged. */
export function readData(...path: string[]): JsonObject {
  const parsed = parseJson(readFileSync(packageFile("data", ...path), "utf8"));
  if (!isObject(parsed)) throw new Error(`data/${path.join("/")} is damaged`);
  return parsed;
}
