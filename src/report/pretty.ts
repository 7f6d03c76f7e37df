import type { Finding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";
import type { Report, ReportContext, Reporter } from "../core/report.ts";
import { PLAIN_STYLE, type Style } from "../ui/color.ts";
import { type Symbols, symbolsFor } from "../ui/symbols.ts";
import { endpointLines } from "./parts/endpoint-lines.ts";
import { fleetLines } from "./parts/fleet-lines.ts";
import { codeFrame } from "./parts/frame.ts";
import { type FindingGroup, groupFindings, type Level, levelOf } from "./parts/order.ts";
import { displayPath } from "./parts/paths.ts";
import { lineStart, oneLine, safeLines, shortText } from "./parts/safe.ts";
import { counted, editText, evidenceText, repairText, summaryText } from "./parts/words.ts";

interface View {
  report: Report;
  context: ReportContext;
  style: Style;
  symbols: Symbols;
}

/** The reporter for people. `style` is used if the context has color. */
export function createPretty(style: Style): Reporter {
  return (report, context) => {
    const view: View = {
      report,
      context,
      style: context.color ? style : PLAIN_STYLE,
      symbols: symbolsFor(context.ascii),
    };
    const blocks = [
      ...endpointBlocks(view),
      ...groupFindings(report.findings).map((group) => groupLines(group, view)),
      ...(context.quiet ? [] : [[...endLines(view), ...repairLines(report, view.style)]]),
    ];
    return blocks.map((lines) => `${lines.join("\n")}\n`).join("\n");
  };
}

/** A block per endpoint, or one table for many. */
function endpointBlocks({ report, context, style, symbols }: View): string[][] {
  const endpoints = report.endpoints ?? [];
  if (endpoints.length > MANY_ENDPOINTS && !context.verbose) return [fleetLines(endpoints, style, symbols)];
  return endpoints.map((e) => endpointLines(e, style, symbols, { ...context, deep: report.deep === true }));
}

/** More blocks would push the findings out of sight. */
const MANY_ENDPOINTS = 6;

function groupLines(group: FindingGroup, view: View): string[] {
  const { style, context } = view;
  const name = group.isFile ? displayPath(group.heading, context.cwd) : group.heading;
  const heading = name === "" ? "this machine" : lineStart(name);
  const blocks = group.findings.map((finding) => findingLines(finding, view));
  return [
    style.underline(heading),
    ...blocks.flatMap((lines, i) => {
      // Findings of several lines get blank lines around them.
      const before = blocks[i - 1]?.length ?? 0;
      return before > 1 || (before > 0 && lines.length > 1) ? ["", ...lines] : lines;
    }),
  ];
}

function findingLines(finding: Finding, view: View): string[] {
  const { style, symbols, context } = view;
  const level = levelOf(finding);
  const paint = painter(level, style);
  const place = finding.line === null ? "" : `${finding.line}:${finding.column ?? 1}  `;
  const about = finding.file === null && finding.endpoint !== null && finding.target !== null;
  const target = about && finding.target !== finding.endpoint ? `${oneLine(finding.target ?? "")}: ` : "";
  const head =
    `  ${paint(`${levelSymbol(level, symbols)} ${level}`)}  ${place}${target}${oneLine(finding.message)} ` +
    style.dim(`[${finding.checkId}]`);
  if (context.quiet) return [head];
  return [
    head,
    ...frameLines(finding, view, paint).map((line) => `    ${line}`),
    ...fixLines(finding, style).map((line) => `    ${line}`),
    ...(context.verbose ? evidenceLines(finding, style).map((line) => `    ${line}`) : []),
  ];
}

function frameLines(finding: Finding, view: View, paint: (text: string) => string): string[] {
  if (finding.file === null || finding.line === null) return [];
  const source = view.context.sources.get(finding.file);
  if (source === undefined) return [];
  return codeFrame({
    source,
    line: finding.line,
    column: finding.column ?? 1,
    width: view.context.width - 4,
    symbols: view.symbols,
    style: view.style,
    secrets: view.context.secrets,
    paint,
  });
}

function fixLines(finding: Finding, style: Style): string[] {
  return [
    ...(finding.fixHint === null ? [] : [`${style.green("fix:")} ${oneLine(finding.fixHint)}`]),
    ...(finding.fix?.commands ?? []).flatMap((command) =>
      safeLines(command).map((line, i) => `  ${style.cyan(`${i === 0 ? "$" : " "} ${line}`)}`),
    ),
    ...(finding.fix?.edits ?? []).map((edit) => `  ${style.dim("edit:")} ${shortText(editText(edit))}`),
  ];
}

function evidenceLines(finding: Finding, style: Style): string[] {
  const text = evidenceText(finding);
  return text === "" ? [] : [style.dim(`seen: ${oneLine(text)}`)];
}

/** What --fix did. */
function repairLines({ repair }: Report, style: Style): string[] {
  if (repair === undefined) return [];
  const left = repair.notMade.map(
    ({ checkId, path, reason }) =>
      `  not made: ${checkId}${path === null ? "" : ` (${oneLine(formatPath(path))})`}: ${oneLine(reason)}`,
  );
  return [...left, `${style.bold("before:")} ${repairText(repair)}`];
}

/** The number of findings and of checks. */
function endLines(view: View): string[] {
  const { report, context, style, symbols } = view;
  const { summary } = report;
  const done = `${counted(report.checksRun, "check")} run, ${report.checksSkipped} skipped`;
  const openclaw = `OpenClaw ${oneLine(report.openclaw.version)} (${report.openclaw.source})`;
  const hidden = context.verbose && report.suppressed ? [`${report.suppressed} suppressed`] : [];
  const tail = style.dim([done, ...hidden, openclaw].join(` ${symbols.dot} `));
  if (report.findings.length === 0) {
    const files = report.configs.map((c) => oneLine(displayPath(c.path, context.cwd))).join(", ");
    // a fault of a check that was not selected
    const isPartial = (report.endpoints ?? []).some(({ verdicts }) =>
      Object.values(verdicts).includes("fail"),
    );
    const none = isPartial
      ? "No findings of the selected checks"
      : `${style.green(symbols.pass)} No findings`;
    return [`${none}${files === "" ? "" : ` in ${files}`} ${style.dim(symbols.dot)} ${tail}`];
  }
  const worst = worstOf(summary);
  const count = painter(worst, style)(`${levelSymbol(worst, symbols)} ${summaryText(summary)}`);
  const ids = new Set(report.findings.map((f) => f.checkId));
  const hint = ids.size === 1 ? [...ids].join("") : "<id>";
  return [
    `${count} ${style.dim(symbols.dot)} ${tail}`,
    style.dim(`  for details: openclaw-local explain ${hint}`),
  ];
}

function worstOf(summary: Report["summary"]): Level {
  if (summary.error > 0) return "error";
  if (summary.warning > 0) return "warning";
  return summary.unverified > 0 ? "unverified" : "info";
}

function painter(level: Level, style: Style): (text: string) => string {
  if (level === "error") return style.red;
  if (level === "warning") return style.yellow;
  return level === "info" ? style.blue : style.cyan;
}

function levelSymbol(level: Level, symbols: Symbols): string {
  if (level === "error") return symbols.fail;
  if (level === "warning") return symbols.warn;
  return symbols[level];
}
