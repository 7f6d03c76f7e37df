import type { Json } from "./json.ts";
import type { ConfigPath } from "./path.ts";

export const SEVERITIES = ["info", "warning", "error"] as const;
/** error: will not work, or loses data or money; warning: will bite; info: worth knowing. */
export type Severity = (typeof SEVERITIES)[number];

/** One change of a config. `value` is absent for "remove". */
export interface FixEdit {
  op: "set" | "append" | "remove";
  path: ConfigPath;
  value?: Json | undefined;
}

/** What fixes a finding. Commands are complete and in order; edits go through the lossless engine. */
export interface Fix {
  commands: string[];
  edits: FixEdit[];
  /** True when the edits change nothing that the user could have meant otherwise. */
  safe: boolean;
}

/** The fix that has the parts that are given; null where there is nothing to type and nothing to change. */
export function fixOf({ commands = [], edits = [], safe = false }: Partial<Fix>): Fix | null {
  return commands.length + edits.length === 0 ? null : { commands, edits, safe };
}

/** The edit that sets one value; none where the config has no place for it. */
export function setEdits(path: ConfigPath | null, value: Json): FixEdit[] {
  return path === null ? [] : [{ op: "set", path, value }];
}

/** The fix that sets one value; null where the config has no place for it. */
export function setFix(path: ConfigPath | null, value: Json, { safe = false } = {}): Fix | null {
  return fixOf({ edits: setEdits(path, value), safe });
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
  /** Place in the config; reporters write it by formatPath. */
  path: ConfigPath | null;
  /** Model ref, provider id or endpoint that it is about. */
  target: string | null;
  endpoint: string | null;
  evidence: { [key: string]: Json };
  /** One line for a person. */
  fixHint: string | null;
  fix: Fix | null;
  docs: string;
  /** The doctor's own, not in reports: see FindingDraft. */
  guess?: boolean | undefined;
}

/** What a judge says; the runner adds the check, the place and the defaults. */
export interface FindingDraft {
  message: string;
  severity?: Severity | undefined;
  status?: Finding["status"] | undefined;
  target?: string | null | undefined;
  endpoint?: string | null | undefined;
  evidence?: { [key: string]: Json } | undefined;
  fixHint?: string | null | undefined;
  fix?: Fix | null | undefined;
  /** True: the config only makes it likely; what the server shows decides, where it was asked. */
  guess?: boolean | undefined;
  /** Where in the config it belongs; null or absent: nowhere. */
  at?: ConfigPath | null | undefined;
}

/** Fills the contract's shape from a draft. `place` is where `at` stands in a file. */
export function makeFinding(
  check: { id: string; severity: Severity },
  draft: FindingDraft,
  place: { file: string; line: number; column: number } | null = null,
): Finding {
  const { at, message, severity = check.severity, status = "found", target = null } = draft;
  const { endpoint = null, evidence = {}, fixHint = null, fix = null } = draft;
  const { file = null, line = null, column = null } = place ?? {};
  const path = at === undefined || at === null || at.length === 0 ? null : at;
  const docs = `docs/rules/${check.id}.md`;
  return {
    ...{ checkId: check.id, severity, status, message, file, line, column, path },
    ...{ target, endpoint, evidence, fixHint, fix, docs },
    guess: draft.guess,
  };
}

/** True when `severity` is at or above `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
}
