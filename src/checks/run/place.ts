import type { LoadedConfig } from "../../config/read/types.ts";
import { type Finding, type Fix, makeFinding } from "../../core/finding.ts";
import { sameJson } from "../../core/json.ts";
import { formatPath } from "../../core/path.ts";
import { neutralize } from "../../core/text.ts";
import { isThisMachine } from "../../openclaw/locality.ts";
import type { CheckAbout, CheckFinding } from "../types.ts";

/** Turns a judge's finding into the report's, with its place in the config. */
export function placeFinding(
  check: Pick<CheckAbout, "id" | "severity">,
  said: CheckFinding,
  config: LoadedConfig | null,
): Finding {
  const draft = { ...said, fixHint: hintOf(said) };
  if (said.place !== undefined) return makeFinding(check, draft, said.place);
  if (config === null || said.at == null) return makeFinding(check, draft);
  return makeFinding(check, draft, config.locate(said.at, said.atKey === true ? "key" : "value").place);
}

/** Commands run on the server's machine. If that is another one, the hint states it. */
function hintOf({ endpoint, fix, fixHint }: CheckFinding): string | null {
  const hint = fixHint ?? null;
  if (!fix || fix.commands.length === 0 || !endpoint || !URL.canParse(endpoint)) return hint;
  if (isThisMachine(endpoint)) return hint;
  const what = fix.commands.length === 1 ? "the command" : "the commands";
  const note = `run ${what} on ${neutralize(new URL(endpoint).hostname)}`;
  return hint === null ? note : `${hint}; ${note}`;
}

/**
 * Reports the same message about the same address, from two providers or rows, only once. The fixes of all of them are
 * kept.
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
    (edit) =>
      !a.edits.some(
        (other) => formatPath(other.path) === formatPath(edit.path) && sameJson(other.value, edit.value),
      ),
  );
  return {
    commands: [...new Set([...a.commands, ...b.commands])],
    edits: [...a.edits, ...edits],
    safe: a.safe && b.safe,
  };
}
