import { runConfigChecks } from "../../../src/checks/run/config.ts";
import { EVERYTHING, isSelected, type Selection } from "../../../src/checks/run/select.ts";
import type { ConfigSettings } from "../../../src/checks/types.ts";
import { loadText } from "../../../src/config/read/load.ts";
import type { Finding } from "../../../src/core/finding.ts";
import { NEWEST_KNOWN } from "../../../src/openclaw/version.ts";
import { viewConfig } from "../../../src/openclaw/view.ts";

/** All findings of a config text. */
export function lint(
  text: string,
  version: string = NEWEST_KNOWN,
  selection: Selection = EVERYTHING,
  settings?: ConfigSettings,
): Finding[] {
  const result = loadText(text, "/home/user/openclaw.json");
  if (!result.ok) throw new Error(`${result.problem.message} in ${text}`);
  const { config } = result;
  const context = { config, view: viewConfig(config.value), openclaw: { version, source: "flag" as const } };
  return runConfigChecks({ ...context, settings }, (id) => isSelected(selection, id));
}

/** The text without its mark, and where the mark stood (1-based). */
export function unmark(marked: string): { text: string; line: number; column: number } {
  const offset = marked.indexOf("«");
  if (offset < 0 || marked.indexOf("«", offset + 1) >= 0) throw new Error(`one « is needed in ${marked}`);
  const before = marked.slice(0, offset).split("\n");
  return {
    text: marked.replace("«", ""),
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  };
}
