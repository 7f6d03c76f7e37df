import type { Finding } from "../core/finding.ts";
import type { Report, ReportContext } from "../core/report.ts";
import { neutralize } from "../core/text.ts";
import { bySeverity, levelOf } from "./parts/order.ts";
import { homesOf, seenFrom, withoutHome } from "./parts/paths.ts";
import { oneLine } from "./parts/safe.ts";
import { counted, summaryText } from "./parts/words.ts";

type Command = "error" | "warning" | "notice";

/** GitHub shows this many annotations per level and step, and silently drops the rest. */
const LIMIT = 10;

/**
 * Workflow commands that GitHub Actions turns into annotations, errors first. `context.cwd` must be the root of the
 * repository, because annotations match files by their path from there.
 */
export function github(report: Report, context: ReportContext): string {
  const homes = homesOf(report);
  const byCommand: Record<Command, string[]> = { error: [], warning: [], notice: [] };
  for (const finding of [...report.findings].sort(bySeverity)) {
    const command = commandOf(finding);
    byCommand[command].push(annotation(command, finding, context.cwd, homes));
  }
  const all = [...byCommand.error, ...byCommand.warning, ...byCommand.notice];
  if (Object.values(byCommand).every((list) => list.length <= LIMIT)) return joined(all);
  // The notice about the omitted ones takes one place.
  const shown = [
    ...byCommand.error.slice(0, LIMIT),
    ...byCommand.warning.slice(0, LIMIT),
    ...byCommand.notice.slice(0, LIMIT - 1),
  ];
  const more = `${counted(all.length - shown.length, "more finding")} than GitHub shows here: ${summaryText(report.summary)} in all.`;
  const advice = `See the log of another format: openclaw-local ${report.command} --format pretty`;
  return joined([...shown, `::notice title=openclaw-local::${escapeData(`${more} ${advice}`)}`]);
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

function commandOf(finding: Finding): Command {
  const level = levelOf(finding);
  return level === "error" || level === "warning" ? level : "notice";
}

function annotation(command: Command, finding: Finding, cwd: string, homes: readonly string[]): string {
  const seen = finding.file === null ? null : seenFrom(cwd, finding.file);
  const properties: string[] = [];
  // A file outside the repository cannot be annotated; the text names it instead.
  if (seen?.inside === true && finding.file !== "<stdin>") {
    properties.push(`file=${escapeProperty(neutralize(seen.path, Number.POSITIVE_INFINITY))}`);
    if (finding.line !== null) properties.push(`line=${finding.line}`);
    if (finding.line !== null && finding.column !== null) properties.push(`col=${finding.column}`);
  }
  properties.push(`title=${escapeProperty(finding.checkId)}`);
  const where = properties.length > 1 ? "" : placeText(finding, seen?.path ?? null);
  const unverified = finding.status === "unverified" ? "unverified: " : "";
  const hint = finding.fixHint === null ? "" : `\n${oneLine(finding.fixHint)}`;
  const text = withoutHome(`${where}${unverified}${oneLine(finding.message)}${hint}`, homes);
  return `::${command} ${properties.join(",")}::${escapeData(text)}`;
}

function placeText(finding: Finding, file: string | null): string {
  if (file === null) {
    const about = finding.target ?? finding.endpoint;
    return about === null ? "" : `${oneLine(about)}: `;
  }
  return `${oneLine(file)}${finding.line === null ? "" : `:${finding.line}:${finding.column ?? 1}`}: `;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
