import { atLeast, type Finding } from "../core/finding.ts";
import { type ConfigPath, formatPath, startsWith } from "../core/path.ts";
import { neutralize } from "../core/text.ts";
import { type Repair, takesItem } from "./repair.ts";

/**
 * Why these edits must not be made, by the findings without and with them; null: every edit fixes its finding, and none
 * causes another one.
 */
export function objection(
  made: readonly Repair[],
  before: readonly Finding[],
  after: readonly Finding[],
): string | null {
  const left = made.find((repair) => !isGone(repair, made, before, after));
  if (left !== undefined) return `the edit does not fix ${left.finding.checkId}`;
  const caused = newIn(before, after).find((finding) => made.some((repair) => causes(repair, finding)));
  return caused === undefined
    ? null
    : `the edit would cause ${caused.checkId}: ${neutralize(caused.message, 300)}`;
}

function isGone(
  { finding, ops }: Repair,
  made: readonly Repair[],
  before: readonly Finding[],
  after: readonly Finding[],
): boolean {
  const placeOf = ops.some(takesItem) ? placeInAnyList : place;
  const same = (other: Finding) => other.status === "found" && placeOf(other) === placeOf(finding);
  const fixed = made.filter((one) => same(one.finding)).length;
  return after.filter(same).length <= before.filter(same).length - fixed;
}

function place({ checkId, path, target }: Finding): string {
  return `${checkId} ${path === null ? target : formatPath(path)}`;
}

/** After the removal of an item, the next one has the same path and may have the same fault. */
function placeInAnyList({ checkId, path }: Finding): string {
  return `${checkId} ${formatPath((path ?? []).map((step) => (typeof step === "number" ? 0 : step)))}`;
}

/** The findings of `after` that `before` has not; one that only moved is not new. */
function newIn(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const subject = ({ checkId, target }: Finding) =>
    `${checkId} ${target === null || URL.canParse(target) ? "" : target}`;
  const count = (findings: readonly Finding[], of: Finding) =>
    findings.filter((one) => one.status === "found" && subject(one) === subject(of)).length;
  const places = new Set(before.filter((one) => one.status === "found").map(place));
  return after.filter(
    (one) => one.status === "found" && !places.has(place(one)) && count(after, one) > count(before, one),
  );
}

/**
 * True when a new finding counts against an edit. What an error of the same subject hid before does not, nor does a fault
 * of a value that only moves to a place where it is read.
 */
function causes({ finding, ops }: Repair, caused: Finding): boolean {
  if (caused.severity !== "error" && !atLeast(caused.severity, finding.severity)) return false;
  if (finding.severity !== "error") return true;
  const { path } = caused;
  const isEdited = path !== null && ops.some((op) => op.op !== "remove" && startsWith(path, op.path));
  return isEdited ? ops.every((op) => op.op !== "remove") : !sharesSubject(finding, caused);
}

function sharesSubject(a: Finding, b: Finding): boolean {
  const subjects = new Set(subjectsOf(a));
  return subjectsOf(b).some((one) => subjects.has(one));
}

/** The provider and the endpoint that a finding is about. */
function subjectsOf({ path, target, endpoint }: Finding): string[] {
  const provider = providerIn(path) ?? target?.split("/")[0];
  return [...(provider === undefined ? [] : [provider]), ...(endpoint === null ? [] : [endpoint])];
}

function providerIn(path: ConfigPath | null): string | undefined {
  const [models, providers, id] = path ?? [];
  return models === "models" && providers === "providers" && typeof id === "string" ? id : undefined;
}
