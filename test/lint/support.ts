import { EVERYTHING, type Selection } from "../../src/checks/run/select.ts";
import { loadText } from "../../src/config/read/load.ts";
import type { LoadedConfig } from "../../src/config/read/types.ts";
import { type Checked, type CheckOptions, checkConfig } from "../../src/lint/check.ts";
import { type LintSettings, NO_SETTINGS } from "../../src/lint/settings.ts";
import { NEWEST_KNOWN } from "../../src/openclaw/version.ts";

export function load(text: string): LoadedConfig {
  const result = loadText(text, "/home/user/openclaw.json");
  if (!result.ok) throw new Error(`${result.problem.message} in ${text}`);
  return result.config;
}

export function options(
  settings: Partial<LintSettings> = {},
  version: string = NEWEST_KNOWN,
  selection: Partial<Selection> = {},
): CheckOptions {
  return {
    openclaw: { version, source: "flag" },
    selection: { ...EVERYTHING, ...selection },
    settings: { ...NO_SETTINGS, ...settings },
  };
}

export async function check(
  text: string,
  settings: Partial<LintSettings> = {},
  selection: Partial<Selection> = {},
): Promise<Omit<Checked, "suppressed"> & { suppressed: number }> {
  const checked = await checkConfig(load(text), options(settings, NEWEST_KNOWN, selection));
  return { ...checked, suppressed: checked.suppressed.length };
}

/** `id line:column` of each finding. */
export async function found(
  text: string,
  settings: Partial<LintSettings> = {},
  selection: Partial<Selection> = {},
): Promise<string[]> {
  const { findings } = await check(text, settings, selection);
  return findings.map((f) => `${f.checkId} ${f.line}:${f.column}`);
}
