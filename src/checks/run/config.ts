import type { LoadedConfig } from "../../config/read/types.ts";
import type { Finding } from "../../core/finding.ts";
import { formatPath } from "../../core/path.ts";
import { CONFIG_CHECKS } from "../config/registry.ts";
import type { Check, CheckFinding, ConfigContext } from "../types.ts";
import { withoutVersionGuesses } from "./assumed-version.ts";
import { attempt, crashOf, type Made } from "./attempt.ts";
import { followUps } from "./follow-ups.ts";
import { placeFinding } from "./place.ts";

/**
 * The findings of the config checks, in the order of the text. Every check runs, whatever `wanted` selects, because the
 * selection must not change which of two checks reports a fault.
 */
export function runConfigChecks(
  context: ConfigContext,
  wanted: (id: string) => boolean,
  checks: readonly Check[] = CONFIG_CHECKS,
): Finding[] {
  const made = checks.flatMap((check) => judge(check, context));
  const told = new Map<string, Set<string>>();
  for (const { check, finding } of made) {
    const about = told.get(check.id) ?? new Set();
    told.set(check.id, about);
    for (const subject of subjectsOf(finding)) about.add(subject);
  }
  const isFollowUp = followUps(context);
  const findings = made
    .filter(({ check, finding }) => wanted(check.id) && !isFollowUp(check.id, finding))
    .filter(({ yieldsTo, finding }) => {
      const subjects = subjectsOf(finding);
      return !yieldsTo.some((id) => subjects.some((subject) => told.get(id)?.has(subject)));
    })
    .map(({ check, finding }) => placeFinding(check, finding, context.config));
  return withoutVersionGuesses(context, unique(findings)).sort(byPlace(context.config));
}

interface MadeByConfig extends Made {
  yieldsTo: readonly string[];
}

function judge(check: Check, context: ConfigContext): MadeByConfig[] {
  const { config: own } = check;
  if (own === undefined) return [];
  const made = attempt(() => own.run(context));
  if (made.status === "crashed") return [{ ...crashOf(check, made.error), yieldsTo: [] }];
  return made.value.map((finding) => ({ check, finding, yieldsTo: own.yieldsTo ?? [] }));
}

function subjectsOf({ at, target }: CheckFinding): string[] {
  const path = at == null ? [] : [`path ${formatPath(at)}`];
  return target ? [...path, `target ${target}`] : path;
}

function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ checkId, path, message }) => {
    const key = JSON.stringify([checkId, path, message]);
    return seen.has(key) ? false : seen.add(key);
  });
}

/** Orders findings as they stand in the files of a config. */
export function byPlace(config: LoadedConfig): (a: Finding, b: Finding) => number {
  const order = new Map(config.files.map((file, index) => [file.path, index]));
  return (a, b) =>
    (order.get(a.file ?? "") ?? 0) - (order.get(b.file ?? "") ?? 0) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0);
}
