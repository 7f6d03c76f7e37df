import type { Finding } from "../core/finding.ts";
import { type EndpointReport, type Report, VERDICTS } from "../core/report.ts";
import { neutralize } from "../core/text.ts";

/** The differences between two reports, one line each: verdicts by endpoint, then new, changed and gone findings. */
export function changesBetween(before: Report, after: Report): string[] {
  const byName = ({ endpoints = [] }: Report) => new Map(endpoints.map((one) => [nameOf(one), one]));
  const old = byName(before);
  const now = byName(after);
  return [
    ...[...now].flatMap(([name, endpoint]) => verdictLines(name, old.get(name), endpoint)),
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `${name}  no longer in the config`),
    ...findingLines(before.findings, after.findings),
  ];
}

function nameOf({ provider, baseUrl }: EndpointReport): string {
  return neutralize(provider === null ? baseUrl : `${provider} ${baseUrl}`);
}

function verdictLines(name: string, old: EndpointReport | undefined, now: EndpointReport): string[] {
  if (old === undefined)
    return [`${name}  new: ${VERDICTS.map((v) => `${v} ${now.verdicts[v]}`).join(", ")}`];
  const changed = VERDICTS.filter((v) => old.verdicts[v] !== now.verdicts[v]);
  const parts = changed.map((v) => `${v} ${old.verdicts[v]} -> ${now.verdicts[v]}`);
  return parts.length === 0 ? [] : [`${name}  ${parts.join(", ")}`];
}

function findingLines(before: readonly Finding[], after: readonly Finding[]): string[] {
  const old = byKey(before);
  const now = byKey(after);
  const lines = [...now].flatMap(([key, finding]) => {
    const other = old.get(key);
    if (other === undefined) return [`new ${textOf(finding)}`];
    return levelOf(other) === levelOf(finding) ? [] : [`now ${textOf(finding)}`];
  });
  const gone = [...old].filter(([key]) => !now.has(key)).map(([, finding]) => `gone: ${textOf(finding)}`);
  return [...lines, ...gone];
}

/** The key leaves out the message, because its figures (milliseconds, tokens) change every round. */
function byKey(findings: readonly Finding[]): Map<string, Finding> {
  return new Map(findings.map((f) => [`${f.checkId} ${f.endpoint} ${f.target} ${f.path}`, f]));
}

function levelOf({ status, severity }: Finding): string {
  return status === "unverified" ? "unverified" : severity;
}

function textOf(finding: Finding): string {
  return `${levelOf(finding)}: ${neutralize(finding.message, 400)} [${finding.checkId}]`;
}
