import { CONFIG_CHECKS } from "../checks/config/registry.ts";
import { byPlace, runConfigChecks } from "../checks/run/config.ts";
import type { Selection } from "../checks/run/select.ts";
import { SUPPRESSION_CHECKS } from "../checks/tool/registry.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import type { Finding } from "../core/finding.ts";
import type { OpenClawVersion } from "../openclaw/types.ts";
import { viewConfig } from "../openclaw/view.ts";
import { type LintSettings, SUPPRESSION_MARK } from "./settings.ts";

export interface CheckOptions {
  openclaw: OpenClawVersion;
  /** --only and --skip. */
  selection: Selection;
  settings: LintSettings;
}

export interface Checked {
  findings: Finding[];
  /** Findings that comments in the config suppress. */
  suppressed: readonly Finding[];
  /** Ids of the checks that were run. */
  ran: ReadonlySet<string>;
}

/** The ids of all checks of lint, in the order in which they are listed. */
export const LINT_IDS: readonly string[] = [...CONFIG_CHECKS, ...SUPPRESSION_CHECKS].map(({ id }) => id);

/** The ids selected by the command line and the settings. --only overrides a setting of "off". */
function selectIds({ only, skip }: Selection, settings: LintSettings): Set<string> {
  const wanted = (id: string) => (only.length > 0 ? only.includes(id) : settings.rules.get(id) !== "off");
  return new Set(LINT_IDS.filter((id) => wanted(id) && !skip.includes(id)));
}

/** The findings of one config, with the severities of the settings and without suppressed ones. */
export async function checkConfig(config: LoadedConfig, options: CheckOptions): Promise<Checked> {
  const { openclaw, settings, selection } = options;
  const ran = selectIds(selection, settings);
  const context = { config, view: viewConfig(config.value), openclaw, settings };
  const found = runConfigChecks(context, (id) => ran.has(id) || !LINT_IDS.includes(id));
  const { findings, suppressed } = await withoutSuppressed(config, found, ran);
  return { findings: findings.map((finding) => withSeverity(finding, settings)), suppressed, ran };
}

async function withoutSuppressed(
  config: LoadedConfig,
  findings: Finding[],
  ran: ReadonlySet<string>,
): Promise<Pick<Checked, "findings" | "suppressed">> {
  const marked = config.files.some((file) => file.comments.some((c) => c.text.includes(SUPPRESSION_MARK)));
  if (!marked) return { findings, suppressed: [] };
  const { suppress } = await import("./suppress.ts");
  const known = CONFIG_CHECKS.map(({ id }) => id);
  const result = suppress(config.files, findings, { known, ran });
  const wanted = result.findings.filter(({ checkId }) => ran.has(checkId) || !LINT_IDS.includes(checkId));
  return { findings: wanted.sort(byPlace(config)), suppressed: result.suppressed };
}

/** A finding with the severity that the settings give its check. */
export function withSeverity(finding: Finding, settings: LintSettings): Finding {
  const severity = settings.rules.get(finding.checkId);
  return severity === undefined || severity === "off" ? finding : { ...finding, severity };
}
