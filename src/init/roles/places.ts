import { getKey, isObject } from "../../core/json.ts";
import { type ConfigPath, formatPath } from "../../core/path.ts";
import { bundledVersions, loadSnapshot, nearestSnapshots } from "../../openclaw/schema/load.ts";
import type { Schema } from "../../openclaw/schema/types.ts";

/** The work for which OpenClaw can have a model of its own, as `--role` names it. */
export const ROLES = ["heartbeat", "subagent", "utility", "compaction", "image", "pdf", "embedding"] as const;
export type Role = (typeof ROLES)[number];

const DEFAULTS = ["agents", "defaults"];

/** Where the model is named, newest place first. For embeddings: where the settings of memory search are. */
const PLACES: Readonly<Record<Role, readonly ConfigPath[]>> = {
  heartbeat: [[...DEFAULTS, "heartbeat", "model"]],
  subagent: [[...DEFAULTS, "subagents", "model"]],
  utility: [[...DEFAULTS, "utilityModel"]],
  compaction: [[...DEFAULTS, "compaction", "model"]],
  image: [[...DEFAULTS, "imageModel"]],
  pdf: [[...DEFAULTS, "pdfModel"]],
  embedding: [
    ["memory", "search"],
    [...DEFAULTS, "memorySearch"],
  ],
};

/**
 * The place of a role in a release; null if it has none. Between two bundled schemas the older one decides, so that no key
 * is written that the release may refuse.
 */
export function placeOf(role: Role, openclaw: string): ConfigPath | null {
  const { below, above } = nearestSnapshots(openclaw, bundledVersions());
  const version = below ?? above;
  return version === null ? null : placeIn(role, version);
}

/** The oldest bundled release with a place for a role, and the place. */
export function firstPlace(role: Role): { version: string; path: string } | null {
  for (const version of bundledVersions()) {
    const path = placeIn(role, version);
    if (path !== null) return { version, path: formatPath(path) };
  }
  return null;
}

function placeIn(role: Role, version: string): ConfigPath | null {
  return PLACES[role].find((path) => hasKey(loadSnapshot(version), path)) ?? null;
}

function hasKey(schema: Schema, path: ConfigPath): boolean {
  let at: unknown = schema;
  for (const key of path) {
    const properties = isObject(at) ? at["properties"] : undefined;
    at = isObject(properties) ? getKey(properties, String(key)) : undefined;
  }
  return at !== undefined;
}
