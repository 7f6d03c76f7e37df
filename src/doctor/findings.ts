import type { CheckFinding } from "../checks/server/types.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import { type Finding, type FindingDraft, type Fix, makeFinding, type Severity } from "../core/finding.ts";
import { sameJson } from "../core/json.ts";
import { formatPath } from "../core/path.ts";
import { neutralize } from "../core/text.ts";
import { isThisMachine } from "../openclaw/locality.ts";

/** Gives a check's finding its place in the config. */
export function placeFinding(
  check: { id: string; severity: Severity },
  made: CheckFinding,
  config: LoadedConfig | null,
): Finding {
  const { at, model: _model, ...own } = made;
  const draft = onItsMachine(own);
  if (config === null || at === undefined || at === null) return makeFinding(check.id, check.severity, draft);
  const { place } = config.locate(at);
  return makeFinding(check.id, check.severity, { ...draft, path: draft.path ?? formatPath(at) }, place);
}

/** Commands are for the machine of the server: where that is another one, the hint says so. */
function onItsMachine(draft: FindingDraft): FindingDraft {
  const { endpoint, fix } = draft;
  if (!fix || fix.commands.length === 0 || !endpoint || !URL.canParse(endpoint)) return draft;
  if (isThisMachine(endpoint)) return draft;
  const what = fix.commands.length === 1 ? "the command is" : "the commands are";
  const note = `${what} to be typed on ${neutralize(new URL(endpoint).hostname)}`;
  return { ...draft, fixHint: draft.fixHint ? `${draft.fixHint}; ${note}` : note };
}

/**
 * One cause, one finding: the same sentence about the same address, from two providers or two rows, is reported once.
 * What each of them needs to be changed is kept.
 */
export function dedupe(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings) {
    const twin = kept.findIndex((other) => isSame(other, finding));
    const first = kept[twin];
    if (first === undefined) kept.push(finding);
    else kept[twin] = { ...first, fix: mergeFix(first.fix, finding.fix) };
  }
  return kept;
}

function isSame(a: Finding, b: Finding): boolean {
  return (
    a.checkId === b.checkId &&
    a.endpoint === b.endpoint &&
    a.message === b.message &&
    a.severity === b.severity
  );
}

function mergeFix(a: Fix | null, b: Fix | null): Fix | null {
  if (a === null || b === null) return a ?? b;
  const edits = b.edits.filter(
    (edit) => !a.edits.some((other) => other.path === edit.path && sameJson(other.value, edit.value)),
  );
  return {
    commands: [...new Set([...a.commands, ...b.commands])],
    edits: [...a.edits, ...edits],
    safe: a.safe && b.safe,
  };
}
