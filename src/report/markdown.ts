import type { Finding } from "../core/finding.ts";
import { MEASURES, type MeasureRate } from "../core/measured.ts";
import { formatPath } from "../core/path.ts";
import type { EndpointModelReport, EndpointReport, Report, ReportContext, Verdict } from "../core/report.ts";
import { VERDICTS } from "../core/report.ts";
import { contextText, MEASURE_NAMES, rateCells, verdictText, WHOLE_NAME } from "./parts/measured-lines.ts";
import { groupFindings, levelOf } from "./parts/order.ts";
import { displayPath, homesOf, withoutHome } from "./parts/paths.ts";
import { oneLine, safeLines, shortText } from "./parts/safe.ts";
import { editText, evidenceText, figure, repairText, summaryText } from "./parts/words.ts";

const SIGNS: Record<Verdict, string> = {
  pass: "✅",
  warn: "⚠️ warn",
  fail: "❌ fail",
  skip: "–",
  unverified: "❔ unverified",
};
const LEVEL_SIGNS = { error: "❌", warning: "⚠️", info: "ℹ️", unverified: "❔" } as const;

/** For `$GITHUB_STEP_SUMMARY` and for issues: no home directories, no secrets, no foreign HTML. */
export function markdown(report: Report, context: ReportContext): string {
  const lines = [
    `## openclaw-local ${report.command}: ${report.ok ? "ok" : "not ok"}`,
    "",
    `${summaryText(report.summary)}; ${report.checksRun} checks run, ${report.checksSkipped} skipped; ` +
      `OpenClaw ${plain(report.openclaw.version)} (${report.openclaw.source}), ` +
      `openclaw-local ${plain(report.tool.version)}`,
    ...repairLines(report),
    ...endpointTable(report.endpoints ?? []),
    ...modelTable(report.endpoints ?? []),
    ...(report.endpoints ?? []).flatMap((e) => e.models.flatMap(measuredSection)),
    ...groupFindings(report.findings).flatMap((group) => [
      "",
      `### ${group.heading === "" ? "This machine" : code(group.isFile ? displayPath(group.heading, context.cwd) : group.heading)}`,
      "",
      ...group.findings.flatMap(findingLines),
    ]),
  ];
  // A block of commands adds its own blank lines.
  const text = `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd()}\n`;
  return withoutHome(text, homesOf(report));
}

/** What --fix did. */
function repairLines({ repair, fixed }: Report): string[] {
  if (repair === undefined) return [];
  return [
    "",
    `Before: ${repairText(repair)}`,
    ...(fixed ?? []).map(
      (f) => `- ${code(f.checkId)}${f.path === null ? "" : ` at ${code(formatPath(f.path))}`}`,
    ),
  ];
}

function endpointTable(endpoints: readonly EndpointReport[]): string[] {
  if (endpoints.length === 0) return [];
  const head = ["endpoint", "server", ...VERDICTS];
  return [
    "",
    row(head),
    row(head.map((_name, i) => (i < 2 ? "---" : ":---:"))),
    ...endpoints.map((e) =>
      row([
        `${e.provider === null ? "" : `${code(e.provider)} `}${code(e.baseUrl)}`,
        plain(`${e.server.product}${e.server.version === null ? "" : ` ${e.server.version}`}`),
        ...VERDICTS.map((name) => SIGNS[e.verdicts[name]]),
      ]),
    ),
  ];
}

/** The context of each model: configured, allocated by the server, and trained. */
function modelTable(endpoints: readonly EndpointReport[]): string[] {
  const models = endpoints.flatMap((endpoint) => endpoint.models);
  if (models.length === 0) return [];
  const head = ["model", "listed", "loaded", "configured", "allocated", "trained for"];
  return [
    "",
    row(head),
    row(head.map((_name, i) => (i === 0 ? "---" : i < 3 ? ":---:" : "---:"))),
    ...models.map((m) =>
      row([
        code(m.ref),
        answer(m.served),
        answer(m.loaded),
        figure(m.contextConfigured),
        figure(m.contextAllocated),
        figure(m.contextTrained),
      ]),
    ),
  ];
}

function answer(known: boolean | null): string {
  if (known === null) return "unknown";
  return known ? "yes" : "no";
}

/** What --context and --exam measured with a model. */
function measuredSection(model: EndpointModelReport): string[] {
  const { effectiveContext, exam } = model;
  const context =
    effectiveContext === undefined ? [] : ["", `${code(model.ref)} ${plain(contextText(effectiveContext))}`];
  if (exam === undefined) return context;
  const head = ["exam task", "good", "share", "95 % interval", "first fault"];
  const early = exam.complete ? "" : `; ended early: ${plain(exam.stopped ?? "no reason given")}`;
  return [
    ...context,
    "",
    `${code(model.ref)} exam ${verdictText(exam.verdict)}, at most ${exam.runs} runs per task${early}`,
    "",
    row(head),
    row(head.map(() => "---")),
    ...exam.tasks.map((t) => row([code(t.id), ...rateCells(t.rate), plain(t.faults[0] ?? "")])),
    ...MEASURES.map((m) => row([MEASURE_NAMES[m], ...ratedCells(exam.measures[m])])),
    row([WHOLE_NAME, ...ratedCells(exam.whole)]),
  ];
}

function ratedCells(rate: MeasureRate): string[] {
  return [...rateCells(rate), rate.verdict === null ? "" : verdictText(rate.verdict)];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function findingLines(finding: Finding): string[] {
  const level = levelOf(finding);
  const place = finding.line === null ? "" : `${finding.line}:${finding.column ?? 1} `;
  const commands = (finding.fix?.commands ?? []).flatMap(safeLines);
  const edits = (finding.fix?.edits ?? []).map((e) => `edit: ${code(editText(e))}`);
  return [
    `- ${LEVEL_SIGNS[level]} **${level}** ${place}${plain(finding.message)} (${code(finding.checkId)})`,
    ...(finding.path === null ? [] : [`  - at ${code(formatPath(finding.path))}`]),
    ...(Object.keys(finding.evidence).length === 0 ? [] : [`  - seen: ${plain(evidenceText(finding))}`]),
    ...(finding.fixHint === null ? [] : [`  - fix: ${plain(finding.fixHint)}`]),
    ...edits.map((edit) => `  - ${edit}`),
    ...(commands.length === 0 ? [] : ["", ...fenced(commands).map((line) => `  ${line}`), ""]),
  ];
}

/** A code block with a fence longer than any run of backticks inside. */
function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}sh`, ...lines, fence];
}

/** Escapes Markdown and HTML. */
function plain(text: string): string {
  return oneLine(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]#~]/g, (c) => `\\${c}`);
}

/** A code span with more backticks around it than inside. */
function code(text: string): string {
  const inner = shortText(text);
  const longest = Math.max(0, ...(inner.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = "`".repeat(longest + 1);
  return longest === 0 ? ticks + inner + ticks : `${ticks} ${inner} ${ticks}`;
}
