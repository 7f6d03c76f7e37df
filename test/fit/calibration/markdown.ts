import type { Calibration, Checked } from "./index.ts";

/** The part of docs/hardware.md that the script writes. */
export function calibrationMarkdown(memory: Calibration, speed: Calibration): string {
  return [...section("Peak memory", memory, "GiB"), ...section("Decode speed", speed, "tokens/s"), ""].join(
    "\n",
  );
}

/** The figures alone, for the terminal. */
export function summary(name: string, c: Calibration): string {
  const dropped = c.dropped.map(
    ({ rule, count }) => `${String(count).padStart(5)}  ${rule.id}: ${rule.text}`,
  );
  return [`${name}: ${figures(c)}`, ...dropped].join("\n");
}

function figures(c: Calibration): string {
  const bound = Math.round(100 * c.bound);
  return (
    `${c.used.length} of ${c.rows} rows state enough; median error ${percent(c.medianError)}, ` +
    `${c.used.filter((u) => Math.abs(u.error) <= c.bound).length} of ${c.used.length} (${percent(c.within)}) within ${bound} %`
  );
}

function section(name: string, c: Calibration, unit: string): string[] {
  return [
    `### ${name}`,
    "",
    `${figures(c)}.`,
    "",
    "| rows dropped | rule |",
    "|---:|---|",
    ...c.dropped.map(({ rule, count }) => `| ${count} | ${rule.text} |`),
    "",
    `| line | model | form | machine | context | KV | measured ${unit} | predicted | error |`,
    "|---:|---|---|---|---:|---|---:|---:|---:|",
    ...[...c.used].sort((a, b) => a.error - b.error).map((u) => line(u, c)),
    "",
  ];
}

function line({ row, measured, predicted, error }: Checked, c: Calibration): string {
  const cards = row.cards > 1 ? `${row.cards} x ` : "";
  const tokens = c.bound < 0.2 ? row.context : row.depth;
  const sign = error > 0 ? "+" : "";
  const shown = `${sign}${percent(error)}`;
  const cells = [
    row.line,
    row.hfId,
    row.quant,
    `${cards}${row.gpu ?? row.chip?.replace(/^Apple M\d (M\d)/, "Apple $1") ?? ""}`,
    tokens === null ? "" : Math.round(tokens),
    row.kvType ?? "",
    measured.toFixed(1),
    predicted.toFixed(1),
    Math.abs(error) > c.bound ? `**${shown}**` : shown,
  ];
  return `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
