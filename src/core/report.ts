import type { Finding, Severity } from "./finding.ts";
import type { EffectiveContext, ExamResult } from "./measured.ts";
import type { ConfigPath } from "./path.ts";

export type Verdict = "pass" | "warn" | "fail" | "skip" | "unverified";
/** The five verdicts, in the order in which one depends on the one before. */
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
  /** `product` is the name of the kind for people; the JSON has the kind alone. */
  server: { kind: string | null; product: string; version: string | null; evidence: string };
  models: EndpointModelReport[];
  verdicts: Record<VerdictName, Verdict>;
  timingsMs: { [Name in VerdictName]?: number | undefined };
}

/** The report of `doctor` and `lint`; the JSON form is fixed by the contract (schemaVersion 1). */
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
  /** doctor: an interruption ended it early; what was not examined is unverified. */
  interrupted?: boolean | undefined;
  /** lint: findings that a comment in the config suppresses. */
  suppressed?: number | undefined;
  /**
   * --fix: what was mended (under --fix-dry-run and --dry-run: would be). The rest of the report is of the state after
   * it. `file` is null for what a command mended.
   */
  fixed?: { file: string | null; checkId: string; path: ConfigPath | null }[] | undefined;
  /** lint --fix-dry-run, doctor --fix: the change as a unified diff, without secrets. */
  diff?: string | undefined;
  /** doctor --fix. */
  repair?: RepairReport | undefined;
}

/** What `doctor --fix` did, and how the state before it compares with the one that the report is of. */
export interface RepairReport {
  /** The summary before anything was changed. */
  before: Report["summary"];
  /** Findings that are gone, still there and new. Null: the result could not be checked (interrupted, dry run). */
  counts: { fixed: number; remaining: number; new: number } | null;
  commands: { command: string; outcome: CommandOutcome; detail: string | null }[];
  /** Edits that were not made, and why. */
  notMade: { checkId: string; path: ConfigPath | null; reason: string }[];
  backups: string[];
}

/** printed: it is for a person to type (another machine, a shell, or nobody was asked). */
export type CommandOutcome = "ran" | "failed" | "declined" | "printed";

/** Counts by severity; an unverified finding counts as unverified only. */
export function summarize(findings: readonly Finding[]): Report["summary"] {
  const summary = { error: 0, warning: 0, info: 0, unverified: 0 };
  for (const f of findings) summary[f.status === "unverified" ? "unverified" : f.severity] += 1;
  return summary;
}

/** A check or rule that was run, for reporters that list passing cases (junit, sarif). */
export interface CheckInfo {
  id: string;
  title: string;
  severity: Severity;
  what: string;
}

/** What a reporter may know besides the report. */
export interface ReportContext {
  /** Directory that file names are made relative to. */
  cwd: string;
  color: boolean;
  /** Columns of the terminal; 80 when there is none. */
  width: number;
  verbose: boolean;
  quiet: boolean;
  /** True: use ASCII instead of symbols. */
  ascii: boolean;
  checks: readonly CheckInfo[];
  /** Text of a config file by its path, for code frames. */
  sources: ReadonlyMap<string, string>;
}

/** A reporter is a pure function of the report. */
export type Reporter = (report: Report, context: ReportContext) => string;
