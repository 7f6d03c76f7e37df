import type { Json, JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";

/** A draft-07 schema as it stands in the snapshot. */
export type Schema = boolean | JsonObject;

type SchemaIssueKind =
  | "unknown-key"
  | "type"
  | "enum"
  | "required"
  | "pattern"
  | "range"
  | "length"
  | "key-name"
  | "union"
  | "other";

/** One fault of a config against the schema. */
export interface SchemaIssue {
  /** For "required" the place where the missing key would be; for "unknown-key" and "key-name" the key itself. */
  path: ConfigPath;
  kind: SchemaIssueKind;
  /** A sentence without the path: "must be a string, not a number". */
  message: string;
  /** JSON types that would have been right, for "type". */
  types?: string[];
  /** Values (enum) or keys (unknown-key) that would have been right. */
  allowed?: Json[];
  /** The allowed value or key that was most likely meant. */
  suggestion?: string;
}

export interface SchemaResult {
  issues: SchemaIssue[];
  /** What was met in the schema and not checked, each once: a newer schema may know more than this interpreter. */
  notes: string[];
}
