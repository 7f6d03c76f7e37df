import { resolve } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { CheckInfo, Report, ReportContext } from "../../core/report.ts";
import { Secrets } from "../../core/secrets.ts";
import type { Outside } from "../../ports/index.ts";
import { maskReport } from "../../report/parts/mask-report.ts";
import { loadReporter } from "../../report/registry.ts";
import { useAscii } from "../../ui/symbols.ts";
import { colorsStdout, type Look } from "../../ui/terminal.ts";
import type { FormatTarget } from "./formats.ts";

/** Human-readable, on standard output. */
export const PRETTY: readonly FormatTarget[] = [{ name: "pretty", file: null }];

/** What the formats may show in addition to the report. */
interface Extra {
  /** What was looked for. */
  checks: readonly (Omit<CheckInfo, "what"> & { doc: { what: string } })[];
  /** Config texts by path, for code frames. */
  sources: ReadonlyMap<string, string>;
}

/** The targets of --json and --format; pretty on stdout by default. At most one may go to stdout. */
export function targetsOf(o: { json: boolean; format: readonly FormatTarget[] }): FormatTarget[] {
  const targets = [...o.format];
  if (o.json && !targets.some((t) => t.name === "json" && t.file === null))
    targets.push({ name: "json", file: null });
  const toStdout = targets.filter((t) => t.file === null);
  if (toStdout.length > 1) {
    throw new UserError(
      `only one format can go to standard output, not ${toStdout.map((t) => t.name).join(" and ")}`,
      { hint: `write the others to files: --format ${toStdout[1]?.name ?? "sarif"}=report.txt` },
    );
  }
  return toStdout.length === 0 ? [...PRETTY, ...targets] : targets;
}

/** Writes the report in all requested formats, files first, so that a full pipe cannot delay them. */
export async function emitReport(
  report: Report,
  targets: readonly FormatTarget[],
  look: Look & { verbose: boolean },
  outside: Outside,
  { checks, sources }: Extra,
): Promise<void> {
  const infos = checks.map(({ id, title, severity, doc }) => ({ id, title, severity, what: doc.what }));
  const secrets = outside.secrets ?? new Secrets();
  const shown = maskReport(report, (text) => secrets.mask(text));
  const filesFirst = [...targets].sort((a, b) => Number(a.file === null) - Number(b.file === null));
  for (const { name, file } of filesFirst) {
    const context: ReportContext = {
      cwd: baseOf(name, outside),
      color: file === null && colorsStdout(look, outside),
      width: file === null ? outside.width : 80,
      verbose: look.verbose,
      quiet: look.quiet,
      ascii: useAscii(outside.env, outside.host.platform),
      checks: infos,
      sources,
      secrets: secrets.values(),
    };
    const text = (await loadReporter(name, context.color))(shown, context);
    if (file === null) await outside.stdout(text);
    else writeReport(file, text, outside);
  }
}

/** GitHub resolves paths of annotations and SARIF results from the repository, not from the step's folder. */
function baseOf(name: FormatTarget["name"], outside: Outside): string {
  const workspace = outside.env["GITHUB_WORKSPACE"];
  return (name === "github" || name === "sarif") && workspace !== undefined && workspace !== ""
    ? workspace
    : outside.host.cwd;
}

/** Replaces or creates a file. Throws UserError when it cannot be written. */
export function writeReport(file: string, text: string, outside: Outside): void {
  const path = resolve(outside.host.cwd, file);
  const kind = outside.fs.info(path)?.kind ?? null;
  if (kind !== null && kind !== "file")
    throw new UserError(`cannot write the report to ${file}: it is a ${kind}`);
  try {
    if (kind === "file") outside.fs.remove(path);
    const masked = outside.secrets?.mask(text) ?? text;
    outside.fs.writeNew(path, new TextEncoder().encode(masked), 0o644);
  } catch (cause) {
    throw new UserError(`cannot write the report to ${file}`, { hint: "does the folder exist?", cause });
  }
}

/** One JSON document on standard output. */
export async function printJson(document: object, outside: Outside): Promise<void> {
  const { stringify } = await import("../../report/json.ts");
  await outside.stdout(`${stringify(document)}\n`);
}
