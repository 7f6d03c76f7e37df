import type { EndpointFacts } from "../checks/facts.ts";
import { CHECKS } from "../checks/registry.ts";
import type { MadeAt } from "../checks/run/endpoint.ts";
import { atLeast, type Finding } from "../core/finding.ts";
import { type ConfigPath, startsWith } from "../core/path.ts";
import type { EndpointReport } from "../core/report.ts";

/** A finding of an endpoint before and after it has its place in the config. */
export interface Placed {
  made: MadeAt;
  finding: Finding;
  facts: EndpointFacts;
}

/**
 * One cause, one finding: what the config alone shows of a fault stands, and what a server shows of the same fault only
 * adds to it (a remedy, or the proof that it is worse). Gives the config's findings and those of the endpoints that
 * nothing explains.
 */
export function mergeTold(
  told: readonly Finding[],
  seen: readonly Placed[],
): { config: Finding[]; endpoints: Finding[] } {
  const config = [...told];
  const endpoints: Finding[] = [];
  for (const one of seen) {
    const index = config.findIndex((other) => explains(other, one));
    const first = config[index];
    if (
      first === undefined ||
      (first.checkId !== one.finding.checkId && !atLeast(first.severity, one.finding.severity))
    )
      endpoints.push(one.finding);
    else if (first.checkId === one.finding.checkId) config[index] = enrich(first, one.finding);
  }
  return { config, endpoints };
}

/** What the server adds to a finding of the config: its remedy where that has none; its words where it is worse. */
function enrich(told: Finding, seen: Finding): Finding {
  const worse = !atLeast(told.severity, seen.severity);
  const remedy = worse || told.fix === null ? seen : told;
  return {
    ...told,
    ...(worse ? { severity: seen.severity, message: seen.message } : {}),
    endpoint: told.endpoint ?? seen.endpoint,
    target: told.target ?? seen.target,
    evidence: { ...seen.evidence, ...told.evidence },
    fixHint: remedy.fixHint ?? told.fixHint,
    fix: remedy.fix ?? told.fix,
  };
}

function explains(told: Finding, { made, finding, facts }: Placed): boolean {
  if (told.status !== "found" || finding.status !== "found") return false;
  if (told.checkId !== finding.checkId && !made.after.includes(told.checkId)) return false;
  const model = facts.models.find(({ ref }) => ref === made.finding.model);
  if (model !== undefined && concernsModel(told, model)) return true;
  if (samePath(told.path, finding.path)) return true;
  return concernsProvider(told, facts);
}

function concernsModel(told: Finding, { ref, row, refs }: EndpointFacts["models"][number]): boolean {
  if (told.target === ref || (row !== null && told.path !== null && startsWith(told.path, row.path)))
    return true;
  return refs.some((use) => samePath(told.path, use.path));
}

/** About the provider as a whole, not about one of its rows. */
function concernsProvider(told: Finding, { provider }: EndpointFacts): boolean {
  if (provider === null) return false;
  const inside = told.path !== null && startsWith(told.path, provider.path);
  return inside ? told.path?.[provider.path.length] !== "models" : told.target === provider.id;
}

function samePath(a: ConfigPath | null, b: ConfigPath | null): boolean {
  return a !== null && b !== null && a.length === b.length && startsWith(a, b);
}

/** A verdict that the config's own findings make worse: the server is fine, and OpenClaw fails there all the same. */
export function withTold(
  report: EndpointReport,
  facts: EndpointFacts,
  told: readonly Finding[],
): EndpointReport {
  const verdicts = { ...report.verdicts };
  for (const finding of told) {
    const check = CHECKS.find(({ id }) => id === finding.checkId);
    const stage = (check?.server ?? check?.turn)?.stage;
    if (stage === undefined || finding.status !== "found" || finding.severity === "info") continue;
    const used = facts.models.filter((model) => model.used);
    if (!concernsProvider(finding, facts) && !used.some((model) => concernsModel(finding, model))) continue;
    if (verdicts[stage] === "pass" || (verdicts[stage] === "warn" && finding.severity === "error"))
      verdicts[stage] = finding.severity === "error" ? "fail" : "warn";
  }
  return { ...report, verdicts };
}
