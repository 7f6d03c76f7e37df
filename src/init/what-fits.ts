import { readCatalog } from "../fit/catalog.ts";
import { recommend } from "../fit/recommend.ts";
import type { Recommendation } from "../fit/types.ts";
import type { Hardware } from "../machine/types.ts";
import type { Fs } from "../ports/index.ts";

/** What this hardware could run with `context` tokens; null when its memory is not known. */
export function whatFits(
  hardware: Hardware,
  context: number | undefined,
  fs: Pick<Fs, "readFile">,
): Recommendation | null {
  return hardware.budget.bytes === null ? null : recommend(hardware, { context }, readCatalog(fs));
}
