import { loadText } from "../../config/read/load.ts";
import type { FileChange } from "../../config/write/plan.ts";
import { secretTexts } from "../../openclaw/secret-places.ts";
import type { Outside } from "../../ports/index.ts";
import { diffOf } from "../../report/parts/diff.ts";

/** The diff of changes for display. From now on no output contains a secret of the old or the new texts. */
export async function shownDiff(changes: readonly FileChange[], outside: Outside): Promise<string> {
  for (const text of changes.flatMap(({ before, after }) => [before ?? "", after])) {
    const read = loadText(text);
    if (read.ok) outside.secrets?.hide(text, () => secretTexts(read.config));
  }
  return diffOf(changes, outside.host.cwd);
}
