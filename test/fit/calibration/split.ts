import type { CatalogModel } from "../../../src/fit/catalog.ts";
import type { Row } from "./rows.ts";

export type Half = "fitting" | "held out";

/** Constants before the split were fitted to rows of this file, so that its groups never count as held out. */
const SEEN_FILE = "community.csv";

/**
 * Rows of models of one size on one machine: versions and fine-tunes of one size have the same layers, so that they are
 * nearly the same measurement. A group is never divided.
 */
export function groupOf(row: Row, model: CatalogModel | null): string {
  const size = model === null ? row.hfId.toLowerCase() : sizeOf(model);
  return `${size}|${row.cards} x ${(row.gpu ?? row.chip ?? "?").toLowerCase()}`;
}

function sizeOf({ params }: CatalogModel): string {
  return `${Math.round(params.totalB)}B-${params.activeB === null ? "?" : Math.round(params.activeB)}`;
}

/** The half of each group: fixed by a hash of its name, which no figure influences. */
export function halves(rows: readonly { row: Row; group: string }[]): (group: string) => Half {
  const seen = new Set(rows.filter(({ row }) => row.file === SEEN_FILE).map(({ group }) => group));
  return (group) => (seen.has(group) || fnv1a(group) % 2 === 0 ? "fitting" : "held out");
}

/** FNV-1a, 32 bits; the high half is folded in, since its lowest bit alone is weak. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}
