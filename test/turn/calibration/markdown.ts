import { MEASURES } from "../../../src/core/measured.ts";
import {
  MEASURE_NAMES,
  rateCells,
  verdictText,
  WHOLE_NAME,
} from "../../../src/report/parts/measured-lines.ts";
import { barsWith, cell, KINDS, type Kind, type Material, RATES, RUNS, type Settings } from "./index.ts";
import { REAL_MODELS, type RealResult } from "./real.ts";
import type { Outcome, Spread } from "./simulate.ts";

/** The tables of docs/exam.md about scripted models. */
export async function scriptedMarkdown(material: Material): Promise<string> {
  const tables = [
    "Failures spread over all attempts: passes / fails, in % of the exams.",
    ...(await ratesTable(material, "attempts")),
    "Failures of whole tasks: the model fails some tasks always, and the others never.",
    ...(await ratesTable(material, "tasks")),
    "By the number of runs, for the mixture: passes / fails in %, and attempts.",
    ...(await runsTable(material)),
    "By the rate that rules out a pass, for calls and for JSON: passes in %.",
    ...(await barsTable(material)),
  ];
  return tables.join("\n\n").replaceAll("|\n\n|", "|\n|");
}

async function ratesTable(material: Material, spread: Spread): Promise<string[]> {
  const rows: string[] = [];
  for (const kind of KINDS) rows.push(row([kind.title, ...(await outcomes(material, kind, spread))]));
  return [...head(["share of failures", ...RATES.map(percent)]), ...rows];
}

async function outcomes(material: Material, kind: Kind, spread: Spread): Promise<string[]> {
  const cells: string[] = [];
  for (const rate of RATES) cells.push(pair(await cell(material, kind, { rate, spread })));
  return cells;
}

async function runsTable(material: Material): Promise<string[]> {
  const mixture = KINDS.at(-1);
  if (mixture === undefined) return [];
  const rates = [0.02, 0.1, 0.2, 0.3, 0.5];
  const rows: string[] = [];
  for (const runs of [1, 3, 6, RUNS, 20]) {
    const cells: string[] = [];
    for (const rate of rates) {
      const seen = await cell(material, mixture, { rate, spread: "attempts" }, { runs });
      cells.push(`${pair(seen)}, ${Math.round(seen.attempts)} of ${runs * material.exam.tasks.length}`);
    }
    rows.push(row([`--runs ${runs}`, ...cells]));
  }
  return [...head(["share of failures", ...rates.map(percent)]), ...rows];
}

async function barsTable(material: Material): Promise<string[]> {
  const settings: [string, Settings][] = [
    { calls: 0.75, noticed: 0.5 },
    { calls: 0.8, noticed: 0.6 },
    { calls: 0.82, noticed: 0.65 },
    { calls: 0.85, noticed: 0.7 },
  ].map((least) => [`${percent(least.calls)}; ${percent(least.noticed)}`, { bars: barsWith(least) }]);
  const columns = [0, 5].flatMap((n) => {
    const kind = KINDS[n];
    return kind === undefined ? [] : [0.02, 0.1, 0.2, 0.4].map((rate) => ({ kind, rate }));
  });
  const rows: string[] = [];
  for (const [title, setting] of settings) {
    const cells: string[] = [];
    for (const { kind, rate } of columns)
      cells.push(number((await cell(material, kind, { rate, spread: "attempts" }, setting)).passes));
    rows.push(row([title, ...cells]));
  }
  return [
    ...head(["a pass needs", ...columns.map(({ kind, rate }) => `${kind.measure ?? ""} ${percent(rate)}`)]),
    ...rows,
  ];
}

/** The table of docs/exam.md about real models. */
export function realMarkdown(results: Readonly<Record<string, RealResult>>): string {
  const done = REAL_MODELS.flatMap((model) => {
    const result = results[model.id];
    return result === undefined ? [] : [{ ...model, ...result }];
  });
  const columns = [...MEASURES.map((measure) => MEASURE_NAMES[measure]), WHOLE_NAME];
  const rows = done.map(({ what, exam }) =>
    row([
      what,
      exam.complete ? verdictText(exam.verdict) : `${verdictText(exam.verdict)} (ended early)`,
      ...[...MEASURES.map((measure) => exam.measures[measure]), exam.whole].map((rate) => {
        const [count = "-", , interval = ""] = rateCells(rate);
        return rate.of === 0 ? "-" : `${count}, ${interval}`;
      }),
      `${exam.requests}`,
      `${thousands(exam.tokens.prompt)} + ${thousands(exam.tokens.completion)}`,
    ]),
  );
  return [...head(["model", "verdict", ...columns, "requests", "tokens"]), ...rows].join("\n");
}

function thousands(tokens: number): string {
  return `${Math.round(tokens / 1000)}k`;
}

function head(cells: readonly string[]): string[] {
  return [row(cells), row(cells.map(() => "---"))];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** "99 / 0": shares of exams that pass and fail. */
export function pair({ passes, fails }: Outcome): string {
  return `${number(passes)} / ${number(fails)}`;
}

function number(share: number): string {
  return String(Math.round(share * 100));
}

function percent(share: number): string {
  return `${number(share)} %`;
}
