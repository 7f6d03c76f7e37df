import type { MemoryView } from "../../checks/facts.ts";
import { UserError } from "../../core/errors.ts";
import { forwardedUrls } from "../../doctor/forwarded.ts";
import { memoryView } from "../../doctor/memory.ts";
import { type Catalog, readCatalog } from "../../fit/catalog.ts";
import type { Outside } from "../../ports/index.ts";
import { catalogFor } from "../recommend/catalog-file.ts";
import { readMachine } from "../shared/machine.ts";
import { flagOption, type RawOptions } from "../shared/options.ts";

/** The memory of this machine, as it concerns the model servers at these addresses; null where it says nothing of them. */
export async function viewMachine(
  baseUrls: readonly string[],
  raw: RawOptions,
  outside: Outside,
): Promise<MemoryView | null> {
  // the demo's server has no memory at all
  if (flagOption(raw, "simulated")) return null;
  const { proc, host } = outside;
  const [hardware, forwarded] = await Promise.all([
    readMachine(raw, outside),
    forwardedUrls(baseUrls, proc, host.platform),
  ]);
  return memoryView(hardware, soundCatalog(raw, outside), (url) => forwarded.has(url));
}

/** A mistake in the user's own catalogue is for `recommend` to tell; it keeps nobody from examining a server. */
function soundCatalog(raw: RawOptions, outside: Outside): Catalog {
  try {
    return catalogFor(raw, outside);
  } catch (error) {
    if (error instanceof UserError) return readCatalog(outside.fs);
    throw error;
  }
}
