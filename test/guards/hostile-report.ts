import type { Finding } from "../../src/core/finding.ts";
import type { EffectiveContext, ExamResult } from "../../src/core/measured.ts";
import type { EndpointModelReport, EndpointReport, Report, ReportContext } from "../../src/core/report.ts";

/** The text of one field that comes from a server, a config or a file name. */
export type Say = (field: string) => string;

const RATE = { good: 1, of: 2, low: 0.1, high: 0.9, needed: 0.9, verdict: "undecided" } as const;

/**
 * A report in which every field is filled: those of foreign origin with what `say` gives. A new field of a report does
 * not compile until it is here too.
 */
export function wholeReport(say: Say, endpoints: number): Required<Report> {
  return {
    schemaVersion: 1,
    tool: { name: "openclaw-local", version: "0.1.0" },
    command: "doctor",
    ok: false,
    checksRun: 3,
    checksSkipped: 1,
    summary: { error: 1, warning: 1, info: 0, unverified: 1 },
    openclaw: { version: say("openclaw.version"), source: "installed" },
    configs: [{ path: say("config"), includes: [say("include")] }],
    endpoints: Array.from({ length: endpoints }, () => endpoint(say)),
    findings: [
      finding(say),
      { ...finding(say), line: null, column: null },
      { ...finding(say), severity: "warning", file: null },
      { ...finding(say), status: "unverified", file: null, endpoint: null },
      { ...finding(say), severity: "info", file: null, endpoint: null, path: null },
    ],
    deep: true,
    interrupted: true,
    outOfTime: true,
    suppressed: 1,
    fixed: [{ file: say("fixed.file"), checkId: "a-check", path: [say("fixed.path"), 0] }],
    diff: say("diff"),
    notMade: [{ checkId: "a-check", path: [say("lint.notMade.path")], reason: say("lint.notMade.reason") }],
    repair: {
      before: { error: 1, warning: 0, info: 0, unverified: 0 },
      counts: { fixed: 1, remaining: 0, new: 0 },
      commands: [{ command: say("repair.command"), outcome: "failed", detail: say("repair.detail") }],
      notMade: [{ checkId: "a-check", path: [say("notMade.path")], reason: say("notMade.reason") }],
      backups: [say("backup")],
    },
  };
}

function finding(say: Say): Required<Omit<Finding, "guess">> {
  return {
    checkId: "a-check",
    severity: "error",
    status: "found",
    message: say("message"),
    file: say("file"),
    line: 1,
    column: 1,
    path: [say("path"), 0, say("path")],
    target: say("target"),
    endpoint: say("endpoint"),
    evidence: { [say("evidence.key")]: say("evidence"), list: [say("evidence.list")] },
    fixHint: say("fixHint"),
    fix: {
      commands: [say("fix.command")],
      edits: [{ op: "set", path: [say("edit.path")], value: { [say("edit.key")]: say("edit.value") } }],
      safe: false,
    },
    docs: "docs/rules/a-check.md",
  };
}

function endpoint(say: Say): Required<EndpointReport> {
  return {
    provider: say("provider"),
    baseUrl: say("baseUrl"),
    server: { kind: "vllm", product: "vLLM", version: say("version"), evidence: say("server.evidence") },
    models: [model(say)],
    verdicts: { reachable: "pass", listed: "warn", context: "fail", answers: "skip", tools: "unverified" },
    timingsMs: { reachable: 3 },
  };
}

function model(say: Say): Required<EndpointModelReport> {
  return {
    ref: say("ref"),
    served: true,
    loaded: false,
    contextConfigured: 65_536,
    contextAllocated: 32_768,
    contextTrained: null,
    effectiveContext: effectiveContext(say),
    exam: exam(say),
  };
}

function effectiveContext(say: Say): Required<EffectiveContext> {
  return {
    atLeast: 1000,
    below: 2000,
    said: 1500,
    limit: 1500,
    exact: true,
    beyond: "cuts",
    cut: { sent: 2000, counted: 1500, lost: ["start"] },
    counted: true,
    complete: false,
    stopped: say("context.stopped"),
    requests: 3,
    tokensSent: 4000,
    ms: 5000,
    budget: { seconds: 60, tokens: 100_000 },
  };
}

function exam(say: Say): Required<ExamResult> {
  return {
    runs: 2,
    tasks: [{ id: say("task"), title: say("task.title"), rate: RATE, faults: [say("task.fault")] }],
    measures: {
      ...{ calls: RATE, tool: RATE, arguments: RATE, steps: RATE },
      ...{ json: RATE, loops: RATE, reasoning: RATE, planted: RATE },
    },
    whole: RATE,
    verdict: "undecided",
    failed: 1,
    complete: false,
    stopped: say("exam.stopped"),
    requests: 3,
    tokens: { prompt: 4000, completion: 60 },
    ms: 5000,
  };
}

/** What a reporter is given with it; the text of the config, here of one line, is foreign too. */
export function wholeContext(say: Say, changes: Partial<ReportContext>): ReportContext {
  const source = say("source").replace(/[\n\r\u2028\u2029]/g, " ");
  return {
    cwd: "/repo",
    color: false,
    width: 120,
    verbose: false,
    quiet: false,
    ascii: false,
    checks: [{ id: "other-check", title: "Another check", severity: "error", what: "It finds nothing." }],
    sources: new Map([[say("file"), source]]),
    ...changes,
  };
}
