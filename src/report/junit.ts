import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import type { Report, ReportContext } from "../core/report.ts";
import { displayPath } from "./parts/paths.ts";
import { oneLine, safeText, shortText } from "./parts/safe.ts";
import { editText } from "./parts/words.ts";

/**
 * JUnit XML: a passing test case for each check without findings, a failing one for each error or warning, a skipped one
 * for each unverified finding. An info passes, with its text as output.
 */
export function junit(report: Report, context: ReportContext): string {
  const suite = `openclaw-local ${report.command}`;
  const cases = [
    ...passing(report, context),
    ...report.findings.map((f) => findingCase(f, report, context.cwd)),
  ];
  const failures = report.findings.filter(isFailure).length;
  const skipped = report.findings.filter((f) => f.status === "unverified").length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(suite)}" ${counts}>`,
    `  <testsuite name="${attribute(suite)}" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function isFailure(finding: Finding): boolean {
  return finding.status === "found" && finding.severity !== "info";
}

function passing(report: Report, context: ReportContext): string[] {
  const found = new Set(report.findings.map((f) => f.checkId));
  return context.checks
    .filter((check) => !found.has(check.id))
    .map((check) => `    <testcase ${caseName(report, `${check.id}: ${check.title}`)}/>`);
}

function caseName(report: Report, name: string): string {
  return `classname="openclaw-local.${report.command}" name="${attribute(name)}"`;
}

function findingCase(finding: Finding, report: Report, cwd: string): string {
  const where = placeOf(finding, cwd);
  const file = finding.file === null ? "" : ` file="${attribute(oneLine(displayPath(finding.file, cwd)))}"`;
  const line = finding.line === null ? "" : ` line="${finding.line}"`;
  const name = caseName(report, where === "" ? finding.checkId : `${finding.checkId} (${where})`);
  return `    <testcase ${name}${file}${line}>\n${body(finding, where)}\n    </testcase>`;
}

function body(finding: Finding, where: string): string {
  const message = oneLine(finding.message);
  if (finding.status === "unverified") return `      <skipped message="${attribute(message)}"/>`;
  const text = element(details(finding, where).join("\n"));
  if (!isFailure(finding)) return `      <system-out>${text}</system-out>`;
  return `      <failure message="${attribute(message)}" type="${finding.severity}">${text}</failure>`;
}

function details(finding: Finding, where: string): string[] {
  return [
    `${where === "" ? "" : `${where}: `}${oneLine(finding.message)}`,
    ...(finding.path === null ? [] : [`path: ${oneLine(formatPath(finding.path))}`]),
    ...(finding.fixHint === null ? [] : [`fix: ${oneLine(finding.fixHint)}`]),
    ...(finding.fix?.commands ?? []).map((c) => `run: ${safeText(c)}`),
    ...(finding.fix?.edits ?? []).map((e) => `edit: ${shortText(editText(e))}`),
    `docs: ${finding.docs}`,
  ];
}

function placeOf(finding: Finding, cwd: string): string {
  if (finding.file === null) return oneLine(finding.target ?? finding.endpoint ?? "");
  return `${oneLine(displayPath(finding.file, cwd))}${finding.line === null ? "" : `:${finding.line}:${finding.column ?? 1}`}`;
}

/** Characters that XML 1.0 does not allow even as references. */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function element(text: string): string {
  return text.replace(NOT_XML, "").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function attribute(text: string): string {
  return element(text)
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;")
    .replace(/[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`);
}
