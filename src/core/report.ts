import type { Finding, Severity } from "./finding.ts";
import type { EffectiveContext, ExamResult } from "./measured.ts";
import type { ConfigPath } from "./path.ts";

export type Verdict = "pass" | "warn" | "fail" | "skip" | "unverified";
/** The five verdicts; each depends on the one before. */
export const VERDICTS = ["reachable", "listed", "context", "answers", "tools"] as const;
export type VerdictName = (typeof VERDICTS)[number];

export interface EndpointModelReport {
  ref: string;
  served: boolean | null;
  loaded: boolean | null;
  /** Tokens. */
  contextConfigured: number | null;
  contextAllocated: number | null;
  contextTrained: number | null;
  /** doctor --deep --context: what the server really takes in. */
  effectiveContext?: EffectiveContext | undefined;
  /** doctor --deep --exam. */
  exam?: ExamResult | undefined;
}

export interface EndpointReport {
  provider: string | null;
  baseUrl: string;
  /** `product` is the display name of `kind`, and not in the JSON. */
  server: { kind: string | null; product: string; version: string | null; evidence: string };
  models: EndpointModelReport[];
  verdicts: Record<VerdictName, Verdict>;
  timingsMs: { [Name in VerdictName]?: number | undefined };
}

/** The report of `doctor` and `lint`. The contract (schemaVersion 1) fixes the JSON form. */
export interface Report {
  schemaVersion: 1;
  tool: { name: "openclaw-local"; version: string };
  command: "doctor" | "lint";
  ok: boolean;
  checksRun: number;
  checksSkipped: number;
  summary: { error: number; warning: number; info: number; unverified: number };
  openclaw: { version: string; source: "installed" | "config" | "flag" | "default" };
  configs: { path: string; includes: string[] }[];
  endpoints?: EndpointReport[] | undefined;
  /** doctor: models were asked. Not in the JSON. */
  deep?: boolean | undefined;
  findings: Finding[];
  /** doctor: interrupted early; what was not examined is unverified. */
  interrupted?: boolean | undefined;
  /** doctor: --max-time ended it early; what was not examined is unverified. */
  outOfTime?: boolean | undefined;
  /** lint: the number of findings suppressed by comments in the config. */
  suppressed?: number | undefined;
  /**
   * --fix: what was fixed (under --fix-dry-run and --dry-run: would be). The rest of the report describes the state
   * afterwards. `file` is null for what a command fixed.
   */
  fixed?: { file: string | null; checkId: string; path: ConfigPath | null }[] | undefined;
  /** lint --fix-dry-run, doctor --fix: the change as a unified diff, without secrets. */
  diff?: string | undefined;
  /** lint --fix: safe edits that were not made. */
  notMade?: RepairReport["notMade"] | undefined;
  /** doctor --fix. */
  repair?: RepairReport | undefined;
}

/** What `doctor --fix` did. */
export interface RepairReport {
  /** The summary before any change. */
  before: Report["summary"];
  /** Null: the result was not checked (interrupted, dry run). */
  counts: { fixed: number; remaining: number; new: number } | null;
  commands: { command: string; outcome: CommandOutcome; detail: string | null }[];
  /** Edits that were not made. */
  notMade: { checkId: string; path: ConfigPath | null; reason: string }[];
  backups: string[];
}

/** printed: for the user to run (on another machine, in a shell, or without a terminal to ask). */
export type CommandOutcome = "ran" | "failed" | "declined" | "printed";

/** Counts by severity; an unverified finding counts as unverified only. */
export function summarize(findings: readonly Finding[]): Report["summary"] {
  const summary = { error: 0, warning: 0, info: 0, unverified: 0 };
  for (const f of findings) summary[f.status === "unverified" ? "unverified" : f.severity] += 1;
  return summary;
}

/** A check that was run, for reporters that list passing cases (junit, sarif). */
export interface CheckInfo {
  id: string;
  title: string;
  severity: Severity;
  what: string;
}

/** What a reporter needs in addition to the report. */
export interface ReportContext {
  /** File names are made relative to this directory. */
  cwd: string;
  color: boolean;
  /** Columns of the terminal; 80 when there is none. */
  width: number;
  verbose: boolean;
  quiet: boolean;
  /** True: use ASCII instead of symbols. */
  ascii: boolean;
  checks: readonly CheckInfo[];
  /** Texts of the config files by path, for code frames. */
  sources: ReadonlyMap<string, string>;
  /** Must not be shown; the report itself is free of them. */
  secrets?: readonly string[] | undefined;
}

/** A reporter is a pure function of the report. */
export type Reporter = (report: Report, context: ReportContext) => string;
