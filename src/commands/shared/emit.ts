import { isAbsolute, resolve } from "node:path";
import { UserError } from "../../core/errors.ts";
import { atLeast, type Finding } from "../../core/finding.ts";
import type { CheckInfo, Report, ReportContext } from "../../core/report.ts";
import type { Outside } from "../../ports/index.ts";
import { loadReporter } from "../../report/registry.ts";
import { decideColor } from "../../ui/color.ts";
import { useAscii } from "../../ui/symbols.ts";
import { colorOption, type FormatTarget, flagOption, type Gate, type RawOptions } from "./options.ts";

/** True when the findings make the exit status 1. */
export function failsGate(findings: readonly Finding[], gate: Gate): boolean {
  if (findings.some((f) => atLeast(f.severity, gate.severityMin))) return true;
  const warnings = findings.filter((f) => f.severity === "warning" && f.status === "found").length;
  return gate.maxWarnings !== undefined && warnings > gate.maxWarnings;
}

/** Writes the report in every format that was asked for: files first, so that a full pipe cannot hold them back. */
export async function emitReport(
  report: Report,
  targets: readonly FormatTarget[],
  raw: RawOptions,
  outside: Outside,
  extra: { checks: readonly CheckInfo[]; sources: ReadonlyMap<string, string> },
): Promise<void> {
  const context = (name: FormatTarget["name"], toTerminal: boolean): ReportContext => ({
    cwd: baseOf(name, outside),
    color:
      toTerminal && decideColor({ flag: colorOption(raw), env: outside.env, isTty: outside.stdoutIsTty }),
    width: toTerminal ? outside.width : 80,
    verbose: flagOption(raw, "verbose"),
    quiet: flagOption(raw, "quiet"),
    ascii: useAscii(outside.env, outside.host.platform),
    ...extra,
  });
  for (const target of [...targets].sort((a, b) => Number(a.file === null) - Number(b.file === null))) {
    const view = context(target.name, target.file === null);
    const reporter = await loadReporter(target.name, view.color);
    const text = reporter(
      view.cwd === outside.host.cwd ? report : withAbsoluteFiles(report, outside.host.cwd),
      view,
    );
    if (target.file === null) await outside.stdout(text);
    else writeFile(target.file, text, outside);
  }
}

/** GitHub matches annotations and SARIF results against the repository, not against the step's folder. */
function baseOf(name: FormatTarget["name"], outside: Outside): string {
  const workspace = outside.env["GITHUB_WORKSPACE"];
  return (name === "github" || name === "sarif") && workspace !== undefined && workspace !== ""
    ? workspace
    : outside.host.cwd;
}

/** File names as a reporter with another base folder needs them. */
function withAbsoluteFiles(report: Report, cwd: string): Report {
  const findings = report.findings.map((f) =>
    f.file === null || f.file.startsWith("<") ? f : { ...f, file: resolve(cwd, f.file) },
  );
  return { ...report, findings };
}

/** Puts a whole new file in the place of an old one. UserError where it cannot be written. */
export function writeFile(file: string, text: string, outside: Outside): void {
  const path = isAbsolute(file) ? file : `${outside.host.cwd}/${file}`;
  const kind = outside.fs.info(path)?.kind ?? null;
  if (kind !== null && kind !== "file")
    throw new UserError(`cannot write the report to ${file}: it is a ${kind}`);
  try {
    if (kind === "file") outside.fs.remove(path);
    outside.fs.writeNew(path, new TextEncoder().encode(text), 0o644);
  } catch (cause) {
    throw new UserError(`cannot write the report to ${file}`, { hint: "does the folder exist?", cause });
  }
}
