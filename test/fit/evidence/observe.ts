import type { Bench, Row } from "./bench.ts";

/** What one bench says of one model in one kind of form. */
export interface Observation {
  bench: string;
  model: string;
  /** Log odds of a task. */
  y: number;
  /** Its variance from the number of tasks alone. */
  variance: number;
  /** True: about 4 bits or fewer, where the model was released in more. */
  quantized: boolean;
  self: boolean;
}

/** Tasks of a bench that does not state them: as many as most have. */
const USUAL_TASKS = 100;
/** Released in 4 bits: a file of 4 bits is the model itself. */
const NATIVE_4_BIT = /^gpt-oss-/;

/**
 * Means of the rows of a bench that share model and kind of form: runs of one model over several endpoints or settings are
 * one opinion, however many there are.
 */
export function observe(benches: readonly Bench[]): Observation[] {
  return benches.flatMap((bench) => {
    const found = new Map<string, Row[]>();
    for (const row of bench.rows) {
      if (row.model === null) continue;
      const key = `${row.model} ${isQuantized(row)} ${row.self}`;
      found.set(key, [...(found.get(key) ?? []), row]);
    }
    return [...found.values()].flatMap((rows) => {
      const [first] = rows;
      if (first?.model == null) return [];
      const share = rows.reduce((sum, row) => sum + row.score, 0) / rows.length / bench.scale;
      const n = first.n ?? bench.taskCount ?? USUAL_TASKS;
      // half a task to each side: 30 of 30 is not certainty
      const p = (share * n + 0.5) / (n + 1);
      return {
        ...{ bench: bench.id, model: first.model, y: Math.log(p / (1 - p)), variance: 1 / (n * p * (1 - p)) },
        ...{ quantized: isQuantized(first), self: first.self },
      };
    });
  });
}

/** Local forms of unknown size count as 4 bits, the usual download. */
export function isQuantized({ model, form }: Row): boolean {
  if (form === "hosted" || (model !== null && NATIVE_4_BIT.test(model))) return false;
  return !/(?:Q|q|fp|int|MLX )[5-8]|16/.test(form);
}
