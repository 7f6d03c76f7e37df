import type { Bench } from "./bench.ts";
import { bestFit, type Fit, type Model, type Traits, traitsOf } from "./fit.ts";
import { type Observation, observe } from "./observe.ts";

/** Points for a unit of log odds: where half of the tasks succeed, 1 point is 1 task of 100. */
export const POINTS = 25;
/** A dense model of 30 * 10^9 parameters of January 2026. */
export const MIDDLE = 50;
/** Standard deviations to each end of an interval of 80 %. */
export const Z80 = 1.2816;

export interface Joined {
  benches: Bench[];
  data: Observation[];
  traits: ReadonlyMap<string, Traits>;
  fit: Fit;
}

export function join(benches: readonly Bench[], models: ReadonlyMap<string, Model>): Joined {
  const data = observe(benches);
  const traits = new Map([...models].map(([id, model]) => [id, traitsOf(model)]));
  const unknown = data.find(({ model }) => !traits.has(model));
  if (unknown) throw new Error(`test/fit/evidence/models.json has no ${unknown.model}`);
  return { benches: [...benches], data, traits, fit: bestFit(data, traits) };
}

export function points(value: number): number {
  return round(MIDDLE + POINTS * value);
}

export function round(value: number): number {
  return Math.round(10 * value) / 10;
}

/** How much of the variance of the prior the evidence removes. */
export function weightOf({ sd }: { sd: number }, { spread }: Fit): number {
  return Math.max(0, Math.round(100 * (1 - sd ** 2 / spread ** 2)) / 100);
}

/** data/strength.json: what src reads, and nothing else. */
export function strengthJson({ benches, data, fit }: Joined): string {
  const index = new Map(benches.map(({ id }, i) => [id, i]));
  const precision = new Map(
    data.map((o) => [
      `${o.bench} ${o.model}`,
      (fit.benches.get(o.bench)?.slope ?? 0) ** 2 / (o.variance + fit.noise ** 2),
    ]),
  );
  const rowsOf = (id: string) =>
    benches
      .flatMap((bench) => bench.rows.filter(({ model }) => model === id).map((row) => ({ bench, row })))
      .sort(
        (a, b) => (precision.get(`${b.bench.id} ${id}`) ?? 0) - (precision.get(`${a.bench.id} ${id}`) ?? 0),
      )
      .map(({ bench, row }) => [
        ...[
          index.get(bench.id) ?? -1,
          row.score,
          row.n ?? bench.taskCount,
          row.form.replace(/^unknown, /, ""),
        ],
        ...(row.self ? [1] : []),
      ]);
  const models = [...fit.models]
    .sort(([, a], [, b]) => b.mean - a.mean)
    .map(([id, { mean, sd }]) => {
      const [low, high] = [points(mean - Z80 * sd), points(mean + Z80 * sd)];
      const strength = { score: points(mean), low, high, weight: weightOf({ sd }, fit), results: rowsOf(id) };
      return `    ${JSON.stringify(id)}: ${JSON.stringify(strength)}`;
    });
  const loss = (z: number) => round(POINTS * (fit.loss.mean + z * fit.loss.sd));
  const head = {
    about: "Written by npm run evidence from data/evidence; docs/evidence.md says how.",
    asOf: benches
      .map(({ asOf }) => asOf)
      .sort()
      .at(-1),
    loss4bit: { points: loss(0), low: loss(-Z80), high: loss(Z80) },
  };
  const lines = benches.map(({ name, scale }) => `    ${JSON.stringify({ name, scale })}`);
  return (
    `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "benches": [\n${lines.join(",\n")}\n  ],\n` +
    `  "models": {\n${models.join(",\n")}\n  }\n}\n`
  );
}
