import { RULES } from "../checks/config/registry.ts";
import type { Rule, RuleContext, RuleFinding } from "../checks/config/types.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import { formatPath } from "../core/path.ts";

export interface RuleSelection {
  /** Ids to keep; empty or absent keeps all. */
  only?: readonly string[];
  skip?: readonly string[];
}

/** The rules that a selection leaves. */
function selectRules({ only = [], skip = [] }: RuleSelection = {}): Rule[] {
  return RULES.filter((rule) => (only.length === 0 || only.includes(rule.id)) && !skip.includes(rule.id));
}

/**
 * All findings of a config in the order of the text. Every rule runs, whatever is selected: which of two rules speaks
 * about one fault must not depend on the selection.
 */
export function runRules(context: RuleContext, selection: RuleSelection = {}): Finding[] {
  const selected = new Set(selectRules(selection).map((rule) => rule.id));
  const drafts = RULES.flatMap((rule) => rule.run(context).map((draft) => ({ rule, draft })));
  const told = new Map<string, Set<string>>();
  for (const { rule, draft } of drafts) {
    const about = told.get(rule.id) ?? new Set();
    told.set(rule.id, about);
    for (const subject of subjects(draft)) about.add(subject);
  }
  const isTold = (rule: Rule, draft: RuleFinding) =>
    rule.yieldsTo?.some((id) => subjects(draft).some((s) => told.get(id)?.has(s))) ?? false;
  const findings = drafts
    .filter(({ rule, draft }) => selected.has(rule.id) && !isTold(rule, draft))
    .map(({ rule, draft }) => place(context, rule, draft));
  return unique(findings).sort(byPlace(context));
}

function subjects({ at, target }: RuleFinding): string[] {
  const path = `path ${formatPath(at)}`;
  return target ? [path, `target ${target}`] : [path];
}

function place({ config }: RuleContext, rule: Rule, draft: RuleFinding): Finding {
  const { at, atKey = false, place: known, ...rest } = draft;
  const where = known ?? config.locate(at, atKey ? "key" : "value").place;
  return makeFinding(rule.id, rule.severity, { ...rest, path: at.length > 0 ? formatPath(at) : null }, where);
}

function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ checkId, path, message }) => {
    const key = JSON.stringify([checkId, path, message]);
    return seen.has(key) ? false : seen.add(key);
  });
}

function byPlace({ config }: RuleContext): (a: Finding, b: Finding) => number {
  const order = new Map(config.files.map((file, index) => [file.path, index]));
  return (a, b) =>
    (order.get(a.file ?? "") ?? 0) - (order.get(b.file ?? "") ?? 0) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0);
}
