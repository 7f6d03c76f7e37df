import type { Json } from "./json.ts";
import type { ConfigPath } from "./path.ts";

export const SEVERITIES = ["info", "warning", "error"] as const;
/** error: will not work, or loses data or money; warning: likely to cause trouble; info: worth knowing. */
export type Severity = (typeof SEVERITIES)[number];

/** One change of a config. `value` is absent for "remove". */
export interface FixEdit {
  op: "set" | "append" | "remove";
  path: ConfigPath;
  value?: Json | undefined;
  /** The value is written in the config and may hold a secret: no output shows it. */
  hidden?: boolean | undefined;
}

/** What fixes a finding. Commands are complete and in order; edits go through the lossless engine. */
export interface Fix {
  commands: string[];
  edits: FixEdit[];
  safe: Safe;
}

/** Why the edits cannot make a working setup worse, in one sentence; false: they can, or nobody has thought about it. */
export type Safe = string | false;

/** A fix with the given parts; null without commands and edits. */
export function fixOf({ commands = [], edits = [], safe = false }: Partial<Fix>): Fix | null {
  return commands.length + edits.length === 0 ? null : { commands, edits, safe };
}

/** The edit that sets one value; none without a path. */
export function setEdits(path: ConfigPath | null, value: Json): FixEdit[] {
  return path === null ? [] : [{ op: "set", path, value }];
}

/** True when a finding has a fix whose edits are safe. */
export function isSafe({ fix }: Finding): boolean {
  return fix !== null && fix.safe !== false;
}

/** The fix that sets one value; null without a path. */
export function setFix(
  path: ConfigPath | null,
  value: Json,
  { safe = false }: { safe?: Safe } = {},
): Fix | null {
  return fixOf({ edits: setEdits(path, value), safe });
}

/** One fault, or one thing that could not be checked. The report contract fixes the JSON form. */
export interface Finding {
  checkId: string;
  severity: Severity;
  /** "unverified": the check could not be made. */
  status: "found" | "unverified";
  /** One sentence, no secrets, no trailing data dump. */
  message: string;
  file: string | null;
  /** 1-based, in UTF-16 code units, as editors count. */
  line: number | null;
  column: number | null;
  /** Place in the config; reporters print it with formatPath. */
  path: ConfigPath | null;
  /** The model ref, provider id or endpoint concerned. */
  target: string | null;
  endpoint: string | null;
  evidence: { [key: string]: Json };
  /** One line for a person. */
  fixHint: string | null;
  fix: Fix | null;
  docs: string;
  /** For the doctor only, not in reports: see FindingDraft. */
  guess?: boolean | undefined;
}

/** What a judge returns; the runner adds the check, the place and the defaults. */
export interface FindingDraft {
  message: string;
  severity?: Severity | undefined;
  status?: Finding["status"] | undefined;
  target?: string | null | undefined;
  endpoint?: string | null | undefined;
  evidence?: { [key: string]: Json } | undefined;
  fixHint?: string | null | undefined;
  fix?: Fix | null | undefined;
  /** True: the config only makes it likely. If the server was asked, its answer decides. */
  guess?: boolean | undefined;
  /** Its place in the config, if it has one. */
  at?: ConfigPath | null | undefined;
}

/** Makes a finding of a draft. `place` is the position of `at` in its file. */
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
    ...{ target, endpoint, evidence, fixHint, docs },
    // what the config only makes likely is no reason to change it
    fix: fix !== null && draft.guess === true ? { ...fix, safe: false } : fix,
    guess: draft.guess,
  };
}

/** True when `severity` is at or above `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(threshold);
}
