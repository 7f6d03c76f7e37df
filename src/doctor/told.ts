import type { EndpointFacts, ModelFacts } from "../checks/facts.ts";
import { CHECKS } from "../checks/registry.ts";
import type { Evaluation, MadeAt } from "../checks/run/endpoint.ts";
import { atLeast, type Finding, isSafe } from "../core/finding.ts";
import { type ConfigPath, startsWith } from "../core/path.ts";
import type { EndpointReport } from "../core/report.ts";
import { whyStop } from "../turn/probe.ts";

/** An evaluated endpoint with its findings at their places in the config. */
export interface Judged {
  facts: EndpointFacts;
  evaluation: Evaluation;
  placed: readonly { made: MadeAt; finding: Finding }[];
}

/**
 * Merges findings with the same cause. A finding of the config stays and gets the remedy, or the higher severity, of the
 * server's finding. If the config only makes a fault likely, the server's finding replaces it, or it is dropped. A
 * server's finding that a comment of the config suppresses is dropped too. Returns the config's findings, and those of
 * the endpoints that have no match.
 */
export function mergeTold(
  told: readonly Finding[],
  judged: readonly Judged[],
  suppressed: readonly Finding[] = [],
): { config: Finding[]; endpoints: Finding[] } {
  const config = told.filter((finding) => !isRefuted(finding, judged) && !isExplained(finding, judged));
  const endpoints: Finding[] = [];
  for (const { facts, placed } of judged) {
    for (const { made, finding } of placed) {
      const isSuppressed = suppressed.some(
        (other) => other.checkId === finding.checkId && explains(other, made, finding, facts),
      );
      if (isSuppressed) continue;
      const index = config.findIndex((other) => explains(other, made, finding, facts));
      const first = config[index];
      if (first === undefined) endpoints.push(finding);
      else if (finding.status === "found" && adds(first, finding)) config[index] = enrich(first, finding);
    }
  }
  return { config, endpoints };
}

/** True when a server's finding has more to say: it is of the same check, or worse. */
function adds(told: Finding, seen: Finding): boolean {
  return told.checkId === seen.checkId || !atLeast(told.severity, seen.severity);
}

/** Adds a server's finding to a finding of the config. */
function enrich(told: Finding, seen: Finding): Finding {
  const decides = told.guess === true || !atLeast(told.severity, seen.severity);
  // the same edit, which the proof has made a safe one
  const edits = ({ fix }: Finding) => JSON.stringify(fix?.edits);
  const proved = isSafe(seen) && edits(told) === edits(seen);
  const remedy = decides || told.fix === null || proved ? seen : told;
  const { severity, message } = decides ? seen : told;
  return {
    ...told,
    severity,
    message,
    // settled: the next provider of the same server changes nothing
    guess: undefined,
    endpoint: told.endpoint ?? seen.endpoint,
    target: told.target ?? seen.target,
    evidence: { ...seen.evidence, ...told.evidence },
    fixHint: remedy.fixHint ?? told.fixHint,
    fix: remedy.fix ?? told.fix,
  };
}

/** True when all servers that could show a likely fault were examined and none shows it. */
function isRefuted(told: Finding, judged: readonly Judged[]): boolean {
  if (told.guess !== true) return false;
  const concerned = judged.flatMap((one) => {
    const whole = concernsProvider(told, one.facts);
    const models = one.facts.models.filter((model) => (whole && model.used) || concernsModel(told, model));
    return models.length > 0 || whole ? [{ ...one, models }] : [];
  });
  const matches = ({ facts, placed }: Judged) =>
    placed.filter(({ made, finding }) => explains(told, made, finding, facts));
  if (concerned.some((one) => matches(one).some(({ made }) => made.check.id === told.checkId))) return false;
  // a check that comes after this one shows a fault of its own that is as grave, so this one showed none
  const isGrave = ({ finding }: Judged["placed"][number]) =>
    finding.status === "found" && atLeast(finding.severity, told.severity);
  if (concerned.some((one) => matches(one).some(isGrave))) return true;
  return (
    concerned.length > 0 &&
    concerned.every(({ facts, evaluation, models }) => wasLookedAt(told.checkId, facts, evaluation, models))
  );
}

/** True when a graver finding of the server is one that the check itself leaves the explanation to. */
function isExplained(told: Finding, judged: readonly Judged[]): boolean {
  const after = CHECKS.find(({ id }) => id === told.checkId)?.server?.after ?? [];
  return judged.some(({ facts, placed }) =>
    placed.some(({ made, finding }) => {
      const isGraver = finding.status === "found" && !atLeast(told.severity, finding.severity);
      const model = facts.models.find(({ ref }) => ref === made.finding.model);
      const isAbout = concernsProvider(told, facts) || (model !== undefined && concernsModel(told, model));
      return isGraver && after.includes(made.check.id) && isAbout;
    }),
  );
}

/** True when the server part of the check ran for all these models. */
function wasLookedAt(
  id: string,
  { state }: EndpointFacts,
  { ran }: Evaluation,
  models: readonly ModelFacts[],
): boolean {
  const refs = ran.get(id);
  if (refs === undefined || state.status !== "ready") return false;
  const asks = CHECKS.find((check) => check.id === id)?.server === undefined;
  return models.every(
    ({ ref, served, deep }) =>
      refs.has(ref) && served !== null && (!asks || (deep?.answer && whyStop(deep.probes) === null)),
  );
}

function explains(told: Finding, made: MadeAt, finding: Finding, facts: EndpointFacts): boolean {
  if (told.status !== "found") return false;
  if (told.checkId !== finding.checkId && !made.after.includes(told.checkId)) return false;
  const model = facts.models.find(({ ref }) => ref === made.finding.model);
  if (model !== undefined && concernsModel(told, model)) return true;
  return samePath(told.path, finding.path) || concernsProvider(told, facts);
}

function concernsModel({ target, path }: Finding, { ref, row, refs }: ModelFacts): boolean {
  if (target === ref || (row !== null && path !== null && startsWith(path, row.path))) return true;
  return refs.some((use) => samePath(path, use.path));
}

/** True for a finding about the provider as a whole, not about one of its rows. */
function concernsProvider({ target, path }: Finding, { provider }: EndpointFacts): boolean {
  if (provider === null) return false;
  const inside = path !== null && startsWith(path, provider.path);
  return inside ? path[provider.path.length] !== "models" : target === provider.id;
}

function samePath(a: ConfigPath | null, b: ConfigPath | null): boolean {
  return a !== null && b !== null && a.length === b.length && startsWith(a, b);
}

/** Lowers verdicts by the config's findings: OpenClaw fails although the server is fine. */
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
    const concerns = facts.models.some((model) => model.used && concernsModel(finding, model));
    if (!concerns && !concernsProvider(finding, facts)) continue;
    if (verdicts[stage] === "pass" || (verdicts[stage] === "warn" && finding.severity === "error"))
      verdicts[stage] = finding.severity === "error" ? "fail" : "warn";
  }
  return { ...report, verdicts };
}
