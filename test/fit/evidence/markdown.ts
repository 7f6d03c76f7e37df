import { contradictions, type Evidence, quote, strengthOf } from "../../../src/fit/evidence.ts";
import { type Agreement, type Interval, lostTo, meanAgreement } from "./held-out.ts";
import { isQuantized } from "./observe.ts";
import { type Joined, POINTS, points, round, weightOf, Z80 } from "./strength.ts";

function table(
  head: readonly string[],
  align: string,
  rows: readonly (readonly (string | number)[])[],
): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), align, ...rows.map(line)].join("\n");
}

export function modelsMarkdown({ fit, benches }: Joined): string {
  const rows = [...fit.models]
    .sort(([, a], [, b]) => b.mean - a.mean)
    .map(([id, model]) => {
      const { mean, sd, prior } = model;
      const own = benches.filter((b) => b.rows.some((row) => row.model === id));
      const local = own.filter((b) => b.rows.some((row) => row.model === id && row.form !== "hosted"));
      return [
        ...[id, points(mean), `${points(mean - Z80 * sd)} to ${points(mean + Z80 * sd)}`],
        ...[weightOf(model, fit).toFixed(2), points(prior), own.length, local.length],
      ];
    });
  const head = [
    "model",
    "score",
    "80 % interval",
    "weight",
    "size and age alone",
    "benches",
    "of them local",
  ];
  return table(head, "|---|---:|---|---:|---:|---:|---:|", rows);
}

export function benchesMarkdown({ benches, fit }: Joined): string {
  const rows = benches.map((bench) => {
    const found = fit.benches.get(bench.id);
    return [
      bench.url === null ? bench.name : `[${bench.name}](${bench.url})`,
      ...[bench.what, bench.taskCount ?? "", new Set(bench.rows.flatMap((row) => row.model ?? [])).size],
      ...[found?.slope.toFixed(2) ?? "", bench.asOf, `${bench.source}; ${bench.licence}`, bench.bias],
    ];
  });
  const head = ["bench", "what it tests", "tasks", "models", "slope", "as of", "source and licence", "bias"];
  return table(head, "|---|---|---:|---:|---:|---|---|---|", rows);
}

export function parametersMarkdown({ fit, data }: Joined): string {
  const range = ({ mean, sd }: { mean: number; sd: number }) =>
    `${round(POINTS * mean)} points (80 %: ${round(POINTS * (mean - Z80 * sd))} to ${round(POINTS * (mean + Z80 * sd))})`;
  return [
    `- observations: ${data.length}, of ${fit.models.size} models in ${fit.benches.size} benches`,
    `- ten times the size: ${range(fit.sizeSlope)}`,
    `- a year: ${range(fit.ageSlope)}`,
    `- loss of a form of about 4 bits: ${range(fit.loss)}`,
    `- what a maker's report adds to its own model: ${range(fit.bonus)}`,
    `- spread of models beyond size and age: ${round(POINTS * fit.spread)} points; noise of a bench: ${round(POINTS * fit.noise)} points`,
  ].join("\n");
}

/** The same model in the same bench in a form of about 4 bits and in a larger one. */
export function formsMarkdown({ benches }: Joined): string {
  const rows = benches.flatMap((bench) =>
    bench.rows.filter(isQuantized).flatMap((small) => {
      const large = bench.rows.find((row) => row.model === small.model && !isQuantized(row));
      return large
        ? [
            [
              bench.name,
              small.model ?? small.as,
              `${large.form} ${large.score}`,
              `${small.form} ${small.score}`,
              round(small.score - large.score),
            ],
          ]
        : [];
    }),
  );
  return table(
    ["bench", "model", "larger form", "about 4 bits", "difference"],
    "|---|---|---|---|---:|",
    rows,
  );
}

const interval = ({ value, low, high }: Interval) =>
  `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;

export function heldOutMarkdown(found: readonly Agreement[], { benches }: Joined): string {
  const nameOf = (bench: string) => benches.find(({ id }) => id === bench)?.name ?? bench;
  const rows = found.map(({ bench, models, joined, prior, common }) => [
    ...[nameOf(bench), models, interval(joined), interval(prior)],
    ...(common === null
      ? ["", "", "", ""]
      : [common.models, interval(common.joined), interval(common.old), interval(common.difference)]),
  ]);
  const { all, common } = meanAgreement(found);
  const means = [
    ...["**mean**", "", `**${all.joined.toFixed(2)}** of ${all.benches} benches`, all.prior.toFixed(2)],
    ...[
      "",
      `**${common.joined.toFixed(2)}** of ${common.benches} benches`,
      common.old.toFixed(2),
      interval(common.difference),
    ],
  ];
  const head = [
    "held out",
    "models",
    "joined score",
    "size and age alone",
    "models in both",
    "joined score there",
    "old order",
    "difference",
  ];
  const lost = lostTo(found);
  const certain = lost.filter(({ common }) => common !== null && common.difference.high < 0);
  const covered = found.reduce((sum, a) => sum + a.covered, 0);
  const results = found.reduce((sum, a) => sum + a.models, 0);
  return [
    table(head, "|---|---:|---|---|---:|---|---|---|", [...rows, means]),
    `The old order does better on ${lost.length} of ${common.benches}: ${lost.map(({ bench }) => nameOf(bench)).join(", ")}. ` +
      `The interval of the difference lies below zero for ${certain.length} of them.`,
    `Of ${results} held-out results, ${covered} (${Math.round((100 * covered) / results)} %) lie in the 80 % interval that ` +
      "the fit without them gives, once the level of the bench is known.",
  ].join("\n\n");
}

/** Pairs that two or more benches order against the joined score. */
export function contradictionsMarkdown(evidence: Evidence): string {
  const ids = [...evidence.models.keys()];
  const rows = ids.flatMap((winner, i) =>
    ids.slice(i + 1).flatMap((other) => {
      const found = contradictions(strengthOf(evidence, winner), strengthOf(evidence, other));
      if (found.length < 2) return [];
      const score = (id: string) => `${id} ${evidence.models.get(id)?.score}`;
      const said = found.map((c) => `${quote(c.other)} against ${c.winner.score.toFixed(1)}`);
      return [[score(winner), score(other), said.join("; ")]];
    }),
  );
  return table(["joined first", "joined second", "but"], "|---|---|---|", rows);
}
