import { unifiedDiff } from "../../config/write/diff.ts";
import type { FileChange } from "../../config/write/plan.ts";
import { maskText } from "./mask.ts";
import { displayPath } from "./paths.ts";

/** Unwritten changes as a unified diff without secrets; "" when there are none. */
export async function diffOf(changes: readonly FileChange[], cwd: string): Promise<string> {
  const shown = await Promise.all(
    changes.map((c) => unifiedDiff(c.before, c.after, displayPath(c.path, cwd))),
  );
  // The lines around a change may contain keys.
  return maskText(shown.join(""));
}
