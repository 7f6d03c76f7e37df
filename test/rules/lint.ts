import { runConfigChecks } from "../../src/checks/run/config.ts";
import { EVERYTHING, isSelected, type Selection } from "../../src/checks/run/select.ts";
import type { ConfigContext, ConfigSettings } from "../../src/checks/types.ts";
import { loadText } from "../../src/config/read/load.ts";
import type { Finding, Severity } from "../../src/core/finding.ts";
import { NEWEST_KNOWN } from "../../src/openclaw/version.ts";
import { viewConfig } from "../../src/openclaw/view.ts";

/** What a rule gets to see of a config text. */
export function contextOf(
  text: string,
  version: string = NEWEST_KNOWN,
  settings?: ConfigSettings,
): ConfigContext {
  const result = loadText(text, "/home/user/openclaw.json");
  if (!result.ok) throw new Error(`${result.problem.message} in ${text}`);
  const { config } = result;
  return {
    config,
    view: viewConfig(config.value),
    openclaw: { version, source: "flag" },
    ...(settings ? { settings } : {}),
  };
}

/** All findings of a config text. */
export function lint(
  text: string,
  version: string = NEWEST_KNOWN,
  selection: Selection = EVERYTHING,
  settings?: ConfigSettings,
): Finding[] {
  return runConfigChecks(contextOf(text, version, settings), (id) => isSelected(selection, id));
}

/** A config that must give one finding of the rule where `«` stands, and no finding of any other rule. */
export interface Failing {
  text: string;
  severity?: Severity;
  version?: string;
  settings?: ConfigSettings;
  /** Ids that this text may give besides: another fault that the example cannot do without. */
  besides?: string[];
}

export interface Cases {
  id: string;
  failing: Failing[];
  /** Configs without any finding at all, or with a version or an id that another rule is right about. */
  passing: (string | { text: string; version?: string; settings?: ConfigSettings; besides?: string[] })[];
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

/** A config with one provider; `rest` follows it at the top level. */
export function provider(fields: string, { id = "local", rest = "" } = {}): string {
  return `{\n  models: { providers: { ${JSON.stringify(id)}: {\n    ${fields}\n  } } },\n  ${rest}\n}\n`;
}

export const URL_LINE = 'baseUrl: "http://127.0.0.1:8000/v1", apiKey: "local",';
export const ROW = 'id: "qwen3", name: "Qwen3", contextWindow: 65536, maxTokens: 8192';
export const MODELS = `models: [{ ${ROW} }]`;
/** A provider without a fault. */
export const GOOD = `${URL_LINE} ${MODELS}`;

/** `agents.defaults` with these fields. */
export function defaults(fields: string): string {
  return `agents: { defaults: { ${fields} } },`;
}
