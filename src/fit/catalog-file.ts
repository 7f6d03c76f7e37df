import { readOwnFile } from "../config/read/own-file.ts";
import { UserError } from "../core/errors.ts";
import { fromHere, ownFile } from "../core/own-files.ts";
import type { Env, Fs, Host } from "../ports/index.ts";
import type { CatalogData } from "./bases.ts";
import { type Catalog, catalogOf, shippedCatalog, withEvidence } from "./catalog.ts";
import { readEvidence } from "./evidence.ts";
import { mergeCatalog } from "./user-catalog.ts";

/** Where catalogs come from. */
export interface CatalogSources {
  fs: Fs;
  env: Env;
  host: Host;
  /** How a path is shown. */
  show(path: string): string;
}

/** The shipped one has a fifth of a megabyte. */
const MAX_BYTES = 4 * 2 ** 20;

/**
 * The shipped catalog, or a newer whole one that the user has put into place as catalog.json, with the rows of --catalog, else
 * of the user's own catalog.json5. An older catalog.json does not count: the user has updated since.
 */
export function catalogFor(chosen: string | undefined, sources: CatalogSources): Catalog {
  const { fs, env, host } = sources;
  const shipped = shippedCatalog(fs);
  const fetched = merged(ownFile("catalog.json", env, host), shipped, sources, WHOLE) ?? shipped;
  const newest = fetched.asOf > shipped.asOf ? fetched : shipped;
  const path = chosen === undefined ? ownFile("catalog.json5", env, host) : fromHere(chosen, host);
  const result = merged(path, newest, sources);
  if (result === null && chosen !== undefined)
    throw new UserError(`--catalog: ${sources.show(path)} does not exist`);
  return withEvidence(catalogOf(result ?? newest), readEvidence(fs));
}

const WHOLE =
  "a catalog.json needs the date of its release in asOf; rows of your own belong in catalog.json5";

/** With the rows of a file; null where it does not exist. `whole`: what to say where it has no date. */
function merged(
  path: string,
  base: CatalogData,
  sources: CatalogSources,
  whole?: string,
): CatalogData | null {
  const shown = sources.show(path);
  const size = sources.fs.info(sources.fs.realPath(path) ?? path)?.sizeBytes ?? 0;
  const hint = "docs/hardware.md says what a catalog contains";
  if (size > MAX_BYTES) throw new UserError(`${shown} is larger than 4 MiB, so it is no catalog`, { hint });
  const bytes = sources.fs.readFile(path);
  if (bytes === null) return null;
  const { value, wrongAt } = readOwnFile(path, bytes, { shown, root: "the catalog", hint });
  const result = mergeCatalog(base, value, shown);
  if (!result.ok) throw wrongAt(result.problem.path, result.problem.message);
  if (whole !== undefined && result.data.source !== shown) throw wrongAt([], whole);
  return result.data;
}

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

/** How old a catalog is. */
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
