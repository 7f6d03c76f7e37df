import type { Json } from "./json.ts";

export const SEVERITIES = ["info", "warning", "error"] as const;
/** error: will not work, or loses data or money; warning: will bite; info: worth knowing. */
export type Severity = (typeof SEVERITIES)[number];

/** One change of a config: `path` in the form of formatPath. `value` is absent for "remove". */
export interface FixEdit {
  op: "set" | "append" | "remove";
  path: string;
  value?: Json;
}

/** What mends a finding. Commands are complete and in order; edits go through the lossless engine. */
export interface Fix {
  commands: string[];
  edits: FixEdit[];
  /** True when the edits change nothing that the user could have meant otherwise. */
  safe: boolean;
}

/** One fault, or one thing that could not be checked. The JSON form is fixed by the report contract. */
export interface Finding {
  checkId: string;
  severity: Severity;
  /** "unverified": the check could not be made; neither ok nor bad. */
  status: "found" | "unverified";
  /** One sentence, no secrets, no trailing data dump. */
  message: string;
  file: string | null;
  /** 1-based, in UTF-16 code units, as editors count. */
  line: number | null;
  column: number | null;
  /** Config path in the form of formatPath. */
  path: string | null;
  /** Model ref, provider id or endpoint that it is about. */
  target: string | null;
  endpoint: string | null;
  evidence: { [key: string]: Json };
  /** One line for a person. */
  fixHint: string | null;
  fix: Fix | null;
  docs: string;
}

/** What a check or rule says; the runner adds place, docs and defaults. */
export type FindingDraft = Pick<Finding, "message"> &
  Partial<Omit<Finding, "checkId" | "docs" | "file" | "line" | "column">>;

/** Fills the contract's shape from a draft. */
export function makeFinding(
  checkId: string,
  severity: Severity,
  draft: FindingDraft,
  place?: { file: string; line: number; column: number } | null,
): Finding {
  return {
    checkId,
    severity: draft.severity ?? severity,
    status: draft.status ?? "found",
    message: draft.message,
    file: place?.file ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    path: draft.path ?? null,
    target: draft.target ?? null,
    endpoint: draft.endpoint ?? null,
    evidence: draft.evidence ?? {},
    fixHint: draft.fixHint ?? null,
    fix: draft.fix ?? null,
    docs: `docs/rules/${checkId}.md`,
  };
}

/** True when `severity` is at or above `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
}
