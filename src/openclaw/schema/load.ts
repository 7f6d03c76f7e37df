import { readFileSync } from "node:fs";
import { asArray, getKey, isObject, type JsonObject, parseJson } from "../../core/json.ts";
import { packageFile } from "../../core/package-root.ts";
import { compareVersions } from "../version.ts";
import type { Schema } from "./types.ts";

/*
 * The one place outside src/io that reads files: the snapshots are data of this package, as if they were imported, but
 * 0.5 MB of JSON each, so only what is needed is read.
 */

/** In 2026.8.1 the config changed shape; a snapshot from the other side of it would say wrong things. */
const SCHEMA_BREAK = "2026.8.1";

/** Versions with a bundled snapshot, oldest first. */
export function bundledVersions(): string[] {
  const index = parseJson(readFileSync(packageFile("data", "schemas", "index.json"), "utf8"));
  const versions = asArray(getKey(index, "versions")).filter((v) => typeof v === "string");
  return versions.sort(compareVersions);
}

/**
 * The snapshots around `version` on its side of the schema break; both are the same one when the version itself has a
 * snapshot. `below` is null for a version older than all of them, `above` for one newer than all.
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

/** Reads a bundled snapshot. A missing or damaged file is a fault of the installation and throws. */
export function loadSnapshot(version: string): Schema {
  const known = cache.get(version);
  if (known !== undefined) return known;
  const schema = readObject(version, "root.json");
  const { properties } = schema;
  if (isObject(properties)) for (const key of Object.keys(properties)) makeLazy(version, properties, key);
  cache.set(version, schema);
  return schema;
}

/**
 * A large section lies in a file of its own, and is read when a validator first looks at it: a config without channels
 * never pays for their schema. To every reader the schema is one plain object.
 */
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
  const parsed = parseJson(readFileSync(packageFile("data", "schemas", version, file), "utf8"));
  if (!isObject(parsed)) throw new Error(`data/schemas/${version}/${file} is damaged`);
  return parsed;
}
