import { type JsonObject, jsonObject } from "../core/json.ts";
import type { ExamResult, Measure, Rate } from "../core/measured.ts";
import type { DepthSkipped, DepthSpeed, SpeedSpread } from "../core/speed.ts";
import { listed, tokens } from "../core/words.ts";
import type { OwnEntry } from "../fit/own/types.ts";
import type { Style } from "../ui/color.ts";
import { table } from "../ui/table.ts";
import { examLines } from "./parts/measured-lines.ts";
import { lineStart, oneLine } from "./parts/safe.ts";

/** What a run of bench measured. */
export interface BenchReport {
  ok: boolean;
  ref: string;
  baseUrl: string;
  entry: OwnEntry;
  skipped: readonly DepthSkipped[];
  exam: ExamResult | null;
  /** Where the figures are kept for later commands; else why they are not. */
  kept: { path: string } | { why: string };
}

/** Runs that differ by more than this share were not alone on the machine. */
const CALM = 0.15;

/** The figures as a table for people. */
export function benchText(report: BenchReport, style: Style): string {
  const { entry, skipped, exam, kept, ref } = report;
  const { quantization, context, server } = entry;
  const facts = [
    quantization,
    [server.product ?? server.kind, server.version].filter((one) => one !== null).join(" "),
    context === null ? null : `${tokens(context)} tokens of context`,
  ].filter((one) => one !== null && one !== "");
  const head = [
    "prompt",
    "prefill tokens/s",
    "decode tokens/s",
    "runs",
    "timed by",
    "second turn begins after",
  ];
  const rows = entry.depths.map((one) => [
    tokens(one.promptTokens),
    figure(one.prefill),
    figure(one.decode),
    String((one.prefill ?? one.decode)?.runs ?? 0),
    clockOf(one),
    secondTurn(one),
  ]);
  const lines = [
    `${style.bold(lineStart(ref))}${facts.length === 0 ? "" : `: ${oneLine(listed(facts.map(String)))}`}`,
    ...(rows.length === 0
      ? []
      : table([head, ...rows], { indent: "  ", right: [0] }).map((line, i) =>
          i === 0 ? style.dim(line) : line,
        )),
    ...skipped.map(
      ({ depth, why }) => `  ${style.yellow("not measured:")} ${tokens(depth)} tokens: ${oneLine(why)}`,
    ),
    ...entry.depths.flatMap(({ promptTokens, why }) =>
      why === null ? [] : [`  ${style.yellow("note:")} ${tokens(promptTokens)} tokens: ${oneLine(why)}`],
    ),
    ...notesOf(entry.depths).map((note) => `  ${style.yellow("note:")} ${note}`),
    ...(exam === null ? [] : ["", ...examLines(ref, exam, style)]),
    "",
    "path" in kept
      ? `kept for recommend, init and doctor: ${kept.path}`
      : `not kept for other commands: ${oneLine(kept.why)}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** "1,204 (1,190 to 1,210)". */
function figure(spread: SpeedSpread | null): string {
  if (spread === null) return "unknown";
  return `${rounded(spread.median)} (${rounded(spread.low)} to ${rounded(spread.high)})`;
}

function clockOf({ prefill, decode }: DepthSpeed): string {
  const sources = [prefill, decode].flatMap((spread) => (spread === null ? [] : CLOCKS[spread.source]));
  return [...new Set(sources)].join(", ");
}

const CLOCKS = { server: "the server", stream: "the stream" } as const;

/** Three digits, as far as a figure has them. */
function rounded(value: number): string {
  return value >= 100 ? tokens(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function secondTurn({ again, promptTokens }: DepthSpeed): string {
  if (again === null) return "";
  const { seconds, cachedTokens } = again;
  const share =
    cachedTokens === null
      ? ""
      : `, ${Math.min(100, Math.round((100 * cachedTokens) / promptTokens))} % cached`;
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s${share}`;
}

function notesOf(depths: readonly DepthSpeed[]): string[] {
  const spreads = depths.flatMap(({ prefill, decode }) => [prefill ?? [], decode ?? []].flat());
  const widest = Math.max(0, ...spreads.map(({ median, low, high }) => (high - low) / median));
  return widest > CALM
    ? [
        `the runs differ by ${Math.round(100 * widest)} %, so something else probably used the machine; run bench again when it is idle`,
      ]
    : [];
}

/** The document of --json. */
export function toBenchJson(report: BenchReport): JsonObject {
  const { ok, ref, baseUrl, entry, skipped, exam, kept } = report;
  return jsonObject({
    ...{ schemaVersion: 1, ok, model: ref, baseUrl },
    ...figuresJson(entry),
    notMeasured: skipped.map(({ depth, why, because }) => ({ depth, because, why })),
    notes: notesOf(entry.depths),
    exam:
      exam === null
        ? null
        : {
            ...{ runs: exam.runs, complete: exam.complete, stopped: exam.stopped, failed: exam.failed },
            measures: ratesJson(exam.measures),
            tasks: exam.tasks.map(({ id, rate, faults }) => ({ id, ...rate, faults: [...faults] })),
          },
    kept: "path" in kept ? kept.path : null,
    notKept: "why" in kept ? kept.why : null,
  });
}

/** The figures of an entry, with its server and hardware. */
export function figuresJson({
  measuredAt,
  server,
  quantization,
  context,
  hardware,
  depths,
}: OwnEntry): JsonObject {
  const { kind, product, version } = server;
  return {
    ...{ measuredAt, server: { kind, product, version }, quantization, contextTokens: context },
    hardware: { ...hardware, gpus: hardware.gpus.map((gpu) => ({ ...gpu })) },
    depths: depths.map(({ depth, promptTokens, prefill, decode, again, why }) => ({
      ...{ depth, promptTokens, why },
      prefillTokensPerSecond: prefill && { ...prefill },
      decodeTokensPerSecond: decode && { ...decode },
      secondTurn: again && { ...again },
    })),
  };
}

export function ratesJson(measures: Readonly<Record<Measure, Rate>>): JsonObject {
  return Object.fromEntries(Object.entries(measures).map(([name, rate]) => [name, { ...rate }]));
}
