import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { asArray, getKey, isObject, parseJson } from "../core/json.ts";
import { packageFile } from "../core/package-root.ts";
import { compareVersions } from "../openclaw/version.ts";
import type { Schema } from "./types.ts";

/*
 * The one place outside src/io that reads files: the snapshots are data of this package, as if they were imported, but
 * 0.5 MB of JSON each, so only the one that is needed is unpacked.
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

/** Unpacks a bundled snapshot. A missing or damaged file is a fault of the installation and throws. */
export function loadSnapshot(version: string): Schema {
  const known = cache.get(version);
  if (known !== undefined) return known;
  const packed = readFileSync(packageFile("data", "schemas", `${version}.json.gz`));
  const schema = parseJson(gunzipSync(packed).toString("utf8"));
  if (!isObject(schema)) throw new Error(`data/schemas/${version}.json.gz is damaged`);
  cache.set(version, schema);
  return schema;
}

/** The snapshot that serves `version` best, for callers that want one schema: at or below it, else the oldest. */
export function loadSchema(version: string): { schema: Schema; version: string; exact: boolean } | null {
  const { below, above } = nearestSnapshots(version, bundledVersions());
  const chosen = below ?? above;
  return chosen === null
    ? null
    : { schema: loadSnapshot(chosen), version: chosen, exact: compareVersions(chosen, version) === 0 };
}
