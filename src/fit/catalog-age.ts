import type { Catalog } from "./catalog.ts";

/**
 * From this age on a catalog is called old. In 2026 the families that it proposes most had a new version after about two
 * months: Qwen3.5 to 3.6 (February to April), Ornith 1.0 to 1.5 (June 25 to August 20).
 */
const OLD_DAYS = 60;
const DAY_MS = 86_400_000;

interface CatalogAge {
  /** Whole days since its date; null: it has none that can be read. Never negative: a clock may be wrong. */
  days: number | null;
  /** What to say of it; null where it is not old. */
  note: string | null;
}

/** How old a catalog is. @internal */
export function ageOf({ asOf }: Pick<Catalog, "asOf">, today: Date): CatalogAge {
  const from = /^\d{4}-\d{2}-\d{2}$/.test(asOf) ? Date.parse(`${asOf}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(from)) return { days: null, note: null };
  const days = Math.max(0, Math.floor((today.getTime() - from) / DAY_MS));
  const advice = "docs/hardware.md says how to put a newer catalog in place";
  return {
    days,
    note:
      days < OLD_DAYS
        ? null
        : `the catalog of models is ${days} days old, and newer models are not in it; ${advice}`,
  };
}
