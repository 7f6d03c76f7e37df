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

export interface LoadedSchema {
  schema: Schema;
  /** The OpenClaw version that the snapshot is of. */
  version: string;
  /** True when the snapshot is of exactly the version asked for. */
  exact: boolean;
}

/** Versions with a bundled snapshot, oldest first. */
export function bundledVersions(): string[] {
  const index = parseJson(readFileSync(packageFile("data", "schemas", "index.json"), "utf8"));
  return asArray(getKey(index, "versions")).filter((v) => typeof v === "string");
}

/**
 * The snapshot that serves `version`: the nearest one at or below it on the same side of the schema break, else the
 * nearest above. Null when a version is older than every snapshot: its schema is not known.
 */
export function chooseSnapshot(version: string, available: readonly string[]): string | null {
  const isNew = compareVersions(version, SCHEMA_BREAK) >= 0;
  const side = available.filter((v) => compareVersions(v, SCHEMA_BREAK) >= 0 === isNew);
  const sorted = [...side].sort(compareVersions);
  const atOrBelow = sorted.filter((v) => compareVersions(v, version) <= 0).at(-1);
  if (atOrBelow !== undefined) return atOrBelow;
  return isNew ? (sorted[0] ?? null) : null;
}

const cache = new Map<string, Schema>();

/** Unpacks the schema for a version of OpenClaw; null when there is none that fits. */
export function loadSchema(version: string): LoadedSchema | null {
  const chosen = chooseSnapshot(version, bundledVersions());
  if (chosen === null) return null;
  let schema = cache.get(chosen);
  if (schema === undefined) {
    const packed = readFileSync(packageFile("data", "schemas", `${chosen}.json.gz`));
    const parsed = parseJson(gunzipSync(packed).toString("utf8"));
    schema = isObject(parsed) ? parsed : true;
    cache.set(chosen, schema);
  }
  return { schema, version: chosen, exact: compareVersions(chosen, version) === 0 };
}
