import type { Calibration, Checked, HalfResult } from "./index.ts";

/** The part of docs/hardware.md that the script writes. */
export function calibrationMarkdown(all: readonly Calibration[]): string {
  return [...overview(all), ...all.flatMap(section)].join("\n");
}

/** The figures alone, for the terminal. */
export function summary(c: Calibration): string {
  const dropped = c.dropped.map(
    ({ rule, count }) => `${String(count).padStart(5)}  ${rule.id}: ${rule.text}`,
  );
  const lines = Object.entries(c.halves).map(([half, result]) => `  ${half}: ${figures(result, c.bound)}`);
  return [`${c.name}${asked(c)}`, ...lines, ...dropped].join("\n");
}

function asked({ target, bound }: Calibration): string {
  return target === null ? "" : ` (asked: ${percent(target)} within ${percent(bound)})`;
}

function figures({ count, groups, medianError, within }: HalfResult, bound: number): string {
  if (count === 0) return "no rows";
  return `${count} rows of ${groups} groups, median error ${percent(medianError)}, ${percent(within)} within ${percent(bound)}`;
}

function overview(all: readonly Calibration[]): string[] {
  const cells = (result: HalfResult) =>
    result.count === 0
      ? ["0", "", ""]
      : [`${result.count} (${result.groups})`, percent(result.medianError), percent(result.within)];
  return [
    "| figure | bound | asked | fitting: rows (groups) | median | within | held out: rows (groups) | median | within |",
    "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ...all.map((c) =>
      row([
        ...[c.name, percent(c.bound), c.target === null ? "" : percent(c.target)],
        ...cells(c.halves.fitting),
        ...cells(c.halves["held out"]),
      ]),
    ),
    "",
  ];
}

/** One line for each group, since the rows of one group are nearly the same measurement. */
function section(c: Calibration): string[] {
  const groups = new Map<string, Checked[]>();
  for (const used of c.used) groups.set(keyOf(used), [...(groups.get(keyOf(used)) ?? []), used]);
  return [
    `### ${c.name}`,
    "",
    `${c.used.length} of ${c.rows} rows state enough.`,
    "",
    "| rows dropped | rule |",
    "|---:|---|",
    ...c.dropped.map(({ rule, count }) => `| ${count} | ${rule.text} |`),
    "",
    `| half | file | model | form | machine | rows | measured ${c.unit} | error |`,
    "|---|---|---|---|---|---:|---|---|",
    ...[...groups.values()].map((rows) => line(rows, c.bound)).sort(),
    "",
  ];
}

function keyOf({ row, prediction, half }: Checked): string {
  const machine = `${row.cards} x ${row.gpu ?? row.chip ?? ""}`;
  return [half, row.file, prediction.model?.id, row.quant, row.engine, row.backend, machine].join("|");
}

function line(rows: readonly Checked[], bound: number): string {
  const [first] = rows;
  if (first === undefined) return "";
  const { row: of, prediction, half } = first;
  const cards = of.cards > 1 ? `${of.cards} x ` : "";
  const machine = `${cards}${of.gpu ?? of.chip?.replace(/^Apple M\d (M\d)/, "Apple $1") ?? ""}`;
  const engine = [of.engine, of.backend].filter((word) => word !== "").join(", ");
  return row([
    ...[half, of.file.replace(".csv", ""), prediction.model?.id ?? "", of.quant, `${machine}, ${engine}`],
    ...[
      String(rows.length),
      range(
        rows.map((r) => r.measured),
        (v) => v.toFixed(1),
      ),
    ],
    range(
      rows.map((r) => r.error),
      (v) => shown(v, bound),
    ),
  ]);
}

function shown(error: number, bound: number): string {
  const text = `${error > 0 ? "+" : ""}${(100 * error).toFixed(0)} %`;
  return Math.abs(error) > bound ? `**${text}**` : text;
}

function range(values: readonly number[], format: (value: number) => string): string {
  const [low, high] = [format(Math.min(...values)), format(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
