import type { Json, JsonObject } from "../../core/json.ts";
import type { ConfigPath } from "../../core/path.ts";

/** A draft-07 schema. */
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
  | "other"
  /** Refused beyond the schema: see ../rules. */
  | "rule";

/** A violation of the schema. */
export interface SchemaIssue {
  /** For "required", the place of the missing key; for "unknown-key" and "key-name", the key itself. */
  path: ConfigPath;
  kind: SchemaIssueKind;
  /** A sentence without the path: "must be a string, not a number". */
  message: string;
  /** The allowed JSON types, for "type". */
  types?: string[];
  /** The allowed values (enum) or keys (unknown-key). */
  allowed?: Json[] | undefined;
  /** The allowed value or key that was most likely meant. */
  suggestion?: string | undefined;
  /** The value that is certainly meant. */
  better?: Json | undefined;
  /** What to do, where that is not evident. */
  hint?: string | undefined;
  /** The key is wrong, not its value. */
  atKey?: boolean | undefined;
}

export interface SchemaResult {
  issues: SchemaIssue[];
  /** Parts of the schema that this interpreter does not know and did not check. */
  notes: string[];
}
