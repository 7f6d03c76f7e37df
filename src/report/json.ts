import type { Finding, Fix } from "../core/finding.ts";
import { type Json, type JsonObject, jsonObject } from "../core/json.ts";
import { formatPath } from "../core/path.ts";
import type { EndpointReport, RepairReport, Report, ReportContext } from "../core/report.ts";
import { INVISIBLE } from "../core/text.ts";
import { effectiveContextJson, examJson } from "./parts/measured-json.ts";
import { displayPath } from "./parts/paths.ts";

/** The report as JSON according to the contract. */
export function json(report: Report, context: ReportContext): string {
  return `${stringify(toReportJson(report, context.cwd))}\n`;
}

/**
 * JSON text that is also safe in a terminal and in a CI log: escapes DEL, the C1 controls and direction marks, which
 * JSON.stringify keeps, and `##[`, which starts a command of GitHub's runner. NaN and Infinity become null.
 */
export function stringify(value: unknown): string {
  const escaped = (c: string) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value, null, 2)
    .replace(INVISIBLE, (c) => (c === "\n" ? c : escaped(c)))
    .replaceAll("##[", `#${escaped("#")}[`);
}

/** The report as plain data: the contract's keys in its order, files below `cwd` relative to it. */
export function toReportJson(report: Report, cwd: string): JsonObject {
  const { repair } = report;
  return jsonObject({
    schemaVersion: report.schemaVersion,
    tool: { name: report.tool.name, version: report.tool.version },
    command: report.command,
    ok: report.ok,
    checksRun: report.checksRun,
    checksSkipped: report.checksSkipped,
    summary: {
      error: report.summary.error,
      warning: report.summary.warning,
      info: report.summary.info,
      unverified: report.summary.unverified,
    },
    openclaw: { version: report.openclaw.version, source: report.openclaw.source },
    configs: report.configs.map((c) => ({
      path: displayPath(c.path, cwd),
      includes: c.includes.map((file) => displayPath(file, cwd)),
    })),
    endpoints: report.endpoints?.map(endpointJson),
    findings: report.findings.map((f) => findingJson(f, cwd)),
    interrupted: report.interrupted,
    outOfTime: report.outOfTime,
    suppressed: report.suppressed,
    fixed: report.fixed?.map((f) => fixedJson(f, cwd)),
    diff: report.diff,
    notMade: report.notMade?.map(notMadeJson),
    before: repair && { ...repair.before },
    repair: repair && repairJson(repair, cwd),
  });
}

function fixedJson(fixed: NonNullable<Report["fixed"]>[number], cwd: string): Json {
  const file = fixed.file === null ? null : displayPath(fixed.file, cwd);
  return { file, checkId: fixed.checkId, path: fixed.path === null ? null : formatPath(fixed.path) };
}

function repairJson(repair: RepairReport, cwd: string): JsonObject {
  return {
    counts: repair.counts && { ...repair.counts },
    commands: repair.commands.map((c) => ({ ...c })),
    notMade: repair.notMade.map(notMadeJson),
    backups: repair.backups.map((file) => displayPath(file, cwd)),
  };
}

function notMadeJson({ checkId, path, reason }: RepairReport["notMade"][number]): JsonObject {
  return { checkId, path: path === null ? null : formatPath(path), reason };
}

function endpointJson(endpoint: EndpointReport): Json {
  const { server, verdicts } = endpoint;
  return {
    provider: endpoint.provider,
    baseUrl: endpoint.baseUrl,
    server: { kind: server.kind, version: server.version, evidence: server.evidence },
    models: endpoint.models.map((m) =>
      jsonObject({
        ref: m.ref,
        served: m.served,
        loaded: m.loaded,
        contextConfigured: m.contextConfigured,
        contextAllocated: m.contextAllocated,
        contextTrained: m.contextTrained,
        effectiveContext: m.effectiveContext && effectiveContextJson(m.effectiveContext),
        exam: m.exam && examJson(m.exam),
      }),
    ),
    verdicts: {
      reachable: verdicts.reachable,
      listed: verdicts.listed,
      context: verdicts.context,
      answers: verdicts.answers,
      tools: verdicts.tools,
    },
    timingsMs: jsonObject(endpoint.timingsMs),
  };
}

function findingJson(finding: Finding, cwd: string): Json {
  return {
    checkId: finding.checkId,
    severity: finding.severity,
    status: finding.status,
    message: finding.message,
    file: finding.file === null ? null : displayPath(finding.file, cwd),
    line: finding.line,
    column: finding.column,
    path: finding.path === null ? null : formatPath(finding.path),
    target: finding.target,
    endpoint: finding.endpoint,
    evidence: finding.evidence,
    fixHint: finding.fixHint,
    fix: finding.fix && fixJson(finding.fix),
    docs: finding.docs,
  };
}

/** Edits with a hidden value are left out as a whole: the others alone would lose that value. */
function fixJson({ commands, edits, safe }: Fix): Json {
  const isHidden = edits.some((edit) => edit.hidden === true);
  if (isHidden && commands.length === 0) return null;
  return {
    commands: [...commands],
    edits: (isHidden ? [] : edits).map(({ op, path, value = null }) =>
      jsonObject({ op, path: formatPath(path), value: op === "remove" ? undefined : value }),
    ),
    safe: safe !== false && !isHidden,
  };
}
