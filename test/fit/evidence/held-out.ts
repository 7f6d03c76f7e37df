import type { Bench } from "./bench.ts";
import { bestFit, type Fit } from "./fit.ts";
import type { Observation } from "./observe.ts";
import { type Joined, Z80 } from "./strength.ts";

/** How well an order found without a bench agrees with it: Spearman with an interval of 80 %. */
export interface Agreement {
  bench: string;
  /** Of the models that other benches speak of. */
  models: number;
  joined: Interval;
  /** Size and age alone, with the slopes of the same fit. */
  prior: Interval;
  /** Results within the 80 % interval that the fit gives them once the level of the bench is known. */
  covered: number;
  /** Of the models that the old order has as well; null: fewer than 6. */
  common: { models: number; joined: Interval; old: Interval; difference: Interval } | null;
}

export interface Interval {
  value: number;
  low: number;
  high: number;
}

/** Fewer make a correlation meaningless. */
const LEAST_MODELS = 6;
const RESAMPLES = 2000;

/** Holds out every bench with enough models in turn, along with those of its makers or with its tasks. */
export function heldOut({ benches, data, traits }: Joined, old: ReadonlyMap<string, number>): Agreement[] {
  const made = new Map<string, Fit>();
  return benches.flatMap((bench): Agreement[] => {
    const rows = oneByModel(data.filter((o) => o.bench === bench.id));
    if (rows.length < LEAST_MODELS) return [];
    const fit = made.get(bench.group) ?? bestFit(without(bench.group, benches, data), traits);
    made.set(bench.group, fit);
    const known = rows.flatMap(({ model, y, variance }) => {
      const found = fit.models.get(model);
      const variance_ = found === undefined ? 0 : found.sd ** 2 + variance + fit.noise ** 2;
      return found
        ? [{ y, score: found.mean, prior: found.prior, sd: Math.sqrt(variance_), old: old.get(model) }]
        : [];
    });
    if (known.length < LEAST_MODELS) return [];
    const both = known.flatMap((row) => (row.old === undefined ? [] : [{ ...row, old: row.old }]));
    return [
      {
        ...{ bench: bench.id, models: known.length },
        joined: bootstrap(known, (s) =>
          spearman(
            s.map((r) => r.y),
            s.map((r) => r.score),
          ),
        ),
        prior: bootstrap(known, (s) =>
          spearman(
            s.map((r) => r.y),
            s.map((r) => r.prior),
          ),
        ),
        covered: covered(known),
        common: both.length < LEAST_MODELS ? null : compared(both),
      },
    ];
  });
}

/** The observations of all other groups. */
function without(group: string, benches: readonly Bench[], data: readonly Observation[]): Observation[] {
  const out = new Set(benches.filter((bench) => bench.group === group).map(({ id }) => id));
  return data.filter(({ bench }) => !out.has(bench));
}

function compared(rows: readonly { y: number; score: number; old: number }[]) {
  const joined = (s: typeof rows) =>
    spearman(
      s.map((r) => r.y),
      s.map((r) => r.score),
    );
  const old = (s: typeof rows) =>
    spearman(
      s.map((r) => r.y),
      s.map((r) => r.old),
    );
  return {
    models: rows.length,
    joined: bootstrap(rows, joined),
    old: bootstrap(rows, old),
    difference: bootstrap(rows, (s) => joined(s) - old(s)),
  };
}

function covered(rows: readonly { y: number; score: number; sd: number }[]): number {
  const level = rows.reduce((sum, { y, score }) => sum + y - score, 0) / rows.length;
  return rows.filter(({ y, score, sd }) => Math.abs(y - score - level) <= Z80 * sd).length;
}

/** One value a model: the released form where there is one. */
function oneByModel(rows: readonly Observation[]) {
  const found = new Map<string, Observation>();
  for (const row of rows) if (found.get(row.model)?.quantized !== false) found.set(row.model, row);
  return [...found.values()];
}

/** The statistic on all rows, and the tenths of it on rows drawn again. Draws without two distinct rows count as 0. */
export function bootstrap<T>(rows: readonly T[], statistic: (rows: readonly T[]) => number): Interval {
  const draw = generator(rows.length);
  const values = Array.from({ length: RESAMPLES }, () =>
    statistic(rows.flatMap(() => rows[draw()] ?? [])),
  ).sort((a, b) => a - b);
  return {
    value: statistic(rows),
    low: values[Math.floor(0.1 * RESAMPLES)] ?? 0,
    high: values[Math.ceil(0.9 * RESAMPLES) - 1] ?? 0,
  };
}

/** Indexes below count, the same on every run and machine: a linear congruential generator (Numerical Recipes). */
function generator(count: number): () => number {
  let state = 20_261_201;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** Rank correlation; ties share their mean rank. 0 where one side has no order. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  const sum = (f: (i: number) => number) => x.reduce((total, _, i) => total + f(i), 0);
  const of = (v: readonly number[], i: number) => (v[i] ?? 0) - middle;
  const scale = sum((i) => of(x, i) ** 2) * sum((i) => of(y, i) ** 2);
  return scale > 0 ? sum((i) => of(x, i) * of(y, i)) / Math.sqrt(scale) : 0;
}

function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const same = values.filter((other) => other === value).length;
    return below + (same - 1) / 2;
  });
}

/** Benches in which the joined score does worse than the old order. */
export function lostTo(found: readonly Agreement[]): Agreement[] {
  return found.filter(({ common }) => common !== null && common.difference.value < 0);
}

/** Means over the benches that both orders can be held against. */
export function meanAgreement(found: readonly Agreement[]) {
  const common = found.flatMap((a) => a.common ?? []);
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  return {
    all: {
      benches: found.length,
      joined: mean(found.map((a) => a.joined.value)),
      prior: mean(found.map((a) => a.prior.value)),
    },
    common: {
      benches: common.length,
      joined: mean(common.map((c) => c.joined.value)),
      old: mean(common.map((c) => c.old.value)),
      /** Over benches drawn again. */
      difference: bootstrap(common, (drawn) => mean(drawn.map((c) => c.difference.value))),
    },
  };
}
