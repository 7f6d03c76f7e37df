import { RULES } from "../checks/config/registry.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import type { Finding } from "../core/finding.ts";
import type { OpenClawVersion } from "../openclaw/types.ts";
import { viewConfig } from "../openclaw/view.ts";
import { SUPPRESSION_CHECKS, SUPPRESSION_MARK } from "./about.ts";
import { type RuleSelection, runRules } from "./run.ts";
import type { LintSettings } from "./settings.ts";

/** What one config is checked for. */
export interface CheckOptions {
  openclaw: OpenClawVersion;
  /** Of the command line. */
  selection: RuleSelection;
  settings: LintSettings;
}

export interface Checked {
  findings: Finding[];
  suppressed: number;
  /** Ids of what was looked for. */
  ran: ReadonlySet<string>;
}

/** Everything that can be selected, in the order in which it is listed. */
export const LINT_IDS: readonly string[] = [...RULES, ...SUPPRESSION_CHECKS].map((rule) => rule.id);

/** The ids that are left by the command line and the settings. What --only names runs even where a setting says off. */
export function selectIds({ only = [], skip = [] }: RuleSelection, settings: LintSettings): Set<string> {
  const wanted = (id: string) => (only.length > 0 ? only.includes(id) : settings.rules.get(id) !== "off");
  return new Set(LINT_IDS.filter((id) => wanted(id) && !skip.includes(id)));
}

/** The findings of one config, with the severities of the settings and without what comments suppress. */
export async function checkConfig(config: LoadedConfig, options: CheckOptions): Promise<Checked> {
  const { openclaw, settings } = options;
  const ran = selectIds(options.selection, settings);
  const context = { config, view: viewConfig(config.value), openclaw, settings };
  const off = LINT_IDS.filter((id) => !ran.has(id));
  const result = await withoutSuppressed(config, runRules(context, { skip: off }), ran);
  const findings = result.findings
    .filter((finding) => ran.has(finding.checkId))
    .map((finding) => withSeverity(finding, settings));
  return { findings, suppressed: result.suppressed, ran };
}

async function withoutSuppressed(
  config: LoadedConfig,
  findings: Finding[],
  ran: ReadonlySet<string>,
): Promise<{ findings: Finding[]; suppressed: number }> {
  const marked = config.files.some((file) => file.comments.some((c) => c.text.includes(SUPPRESSION_MARK)));
  if (!marked) return { findings, suppressed: 0 };
  const { suppress } = await import("./suppress.ts");
  const known = RULES.map((rule) => rule.id);
  const result = suppress(config.files, findings, { known, ran });
  return { ...result, findings: result.findings.sort(byPlace(config)) };
}

function byPlace(config: LoadedConfig): (a: Finding, b: Finding) => number {
  const order = new Map(config.files.map((file, index) => [file.path, index]));
  return (a, b) =>
    (order.get(a.file ?? "") ?? 0) - (order.get(b.file ?? "") ?? 0) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0);
}

function withSeverity(finding: Finding, settings: LintSettings): Finding {
  const severity = settings.rules.get(finding.checkId);
  return severity === undefined || severity === "off" ? finding : { ...finding, severity };
}
