import { unifiedDiff } from "../../config/write/diff.ts";
import type { FileChange } from "../../config/write/plan.ts";
import type { Outside } from "../../ports/index.ts";
import { maskText } from "../../report/parts/mask.ts";
import { displayPath } from "../../report/parts/paths.ts";

/** Changes that are not written yet as a unified diff, without secrets; "" when there are none. */
export async function diffOf(changes: readonly FileChange[], outside: Outside): Promise<string> {
  const shown = await Promise.all(
    changes.map((c) => unifiedDiff(c.before, c.after, displayPath(c.path, outside.host.cwd))),
  );
  // The lines around a change are the user's own, keys included.
  return maskText(shown.join(""));
}
