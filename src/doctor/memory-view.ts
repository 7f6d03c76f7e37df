import type { MemoryView } from "../checks/facts.ts";
import { UserError } from "../core/errors.ts";
import { type Catalog, readCatalog } from "../fit/catalog.ts";
import { catalogFor } from "../fit/catalog-file.ts";
import type { Hardware } from "../machine/types.ts";
import type { Outside } from "../ports/index.ts";
import { displayPath } from "../report/parts/paths.ts";
import { forwardedUrls } from "./forwarded.ts";
import { memoryView } from "./memory.ts";

/** The memory of this machine for the model servers at these addresses; null if it says nothing about them. */
export async function viewMemory(
  baseUrls: readonly string[],
  hardware: () => Promise<Hardware>,
  outside: Outside,
): Promise<MemoryView | null> {
  const { proc, host } = outside;
  if (host.simulatesServers === true) return null;
  const [read, forwarded] = await Promise.all([hardware(), forwardedUrls(baseUrls, proc, host.platform)]);
  return memoryView(read, soundCatalog(outside), (url) => forwarded.has(url));
}

/** Ignores the user's own catalog if it is faulty. `recommend` reports the fault. */
function soundCatalog(outside: Outside): Catalog {
  try {
    const { fs, env, host } = outside;
    return catalogFor(undefined, { fs, env, host, show: (path) => displayPath(path, host.cwd) });
  } catch (error) {
    if (error instanceof UserError) return readCatalog(outside.fs);
    throw error;
  }
}
