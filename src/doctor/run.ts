import { fallbackNotTriggered } from "../checks/fallback-not-triggered.ts";
import { noLocalProvider } from "../checks/no-local-provider.ts";
import { CHECKS } from "../checks/registry.ts";
import type { CheckContext } from "../checks/types.ts";
import type { LoadedConfig } from "../config/types.ts";
import { InterruptedError } from "../core/errors.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import type { EndpointReport, VerdictName } from "../core/report.ts";
import type { ConfigView, OpenClawVersion } from "../openclaw/types.ts";
import { viewConfig } from "../openclaw/view.ts";
import type { Env, Http } from "../ports/index.ts";
import type { ServerState } from "../servers/types.ts";
import { addDeepFacts, type DeepCache, type DeepInput } from "./deep.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import { fallbackFacts, fallbackFinding, withFallback } from "./fallback.ts";
import { dedupe, placeFinding } from "./findings.ts";
import { type EndpointOption, type Gathered, type GatherInput, gather } from "./gather.ts";
import { addMeasured, type MeasureCache, type MeasureWishes } from "./measure.ts";
import { reportEndpoint } from "./report-endpoint.ts";
import { isSelected, type Selection, validateSelection } from "./select.ts";

/** A cold model loads and reads its prompt within it (ms). */
const DEEP_TIMEOUT_MS = 180_000;

export interface DoctorInput {
  http: Http;
  /** Null: only the addresses in `endpoints` are examined. */
  config: LoadedConfig | null;
  /** Given by hand: examined instead of what the config names; a provider with the same base URL lends its rows. */
  endpoints: readonly EndpointOption[];
  openclaw: OpenClawVersion;
  /** Where keys are looked up. */
  env: Env;
  platform: NodeJS.Platform;
  deep: boolean;
  /** What is measured at the models that answer; under `deep` only. */
  measure?: MeasureWishes;
  /** Limit of one reading request, in ms. */
  timeoutMs: number;
  /** Limit of one inference, in ms. */
  deepTimeoutMs?: number;
  selection: Selection;
  /** Ids that --only and --skip may also name. */
  alsoKnownIds?: readonly string[];
  /** Why checks were skipped becomes info findings. */
  verbose: boolean;
  signal?: AbortSignal;
  progress?(text: string): void;
  /** Looks for servers on the default ports; asked only when the config names no local one. */
  scan?(): Promise<readonly ServerState[]>;
}

export interface DoctorResult {
  endpoints: EndpointReport[];
  findings: Finding[];
  checksRun: number;
  checksSkipped: number;
  /** True: a measurement was interrupted, and this is what was known by then. */
  interrupted?: boolean;
}

/**
 * Examines every local endpoint of a config. Throws only for a wrong selection and an interruption; one that comes while
 * something is measured leaves a result, since minutes of work are in it.
 */
export async function runDoctor(input: DoctorInput): Promise<DoctorResult> {
  validateSelection(input.selection, input.alsoKnownIds);
  const context = contextOf(input);
  const gathering = {
    ...input,
    view: input.config === null ? null : viewConfig(input.config.value),
    // a time limit given for readings counts for inferences only where it is the larger one
    deepTimeoutMs: input.deepTimeoutMs ?? Math.max(DEEP_TIMEOUT_MS, input.timeoutMs),
    context,
  };
  const gathered = await gather(gathering);
  throwIfInterrupted(input);
  if (gathered.length === 0) return nothingLocal(input);
  const deepCache: DeepCache = new Map();
  const measures: MeasureCache = new Map();
  const examined: Examined[] = [];
  let interrupted = false;
  // one endpoint after another: on one GPU two inferences would only slow each other down
  for (const shallow of gathered) {
    const deep: boolean = input.deep && !interrupted;
    examined.push(await examineOne(gathering, shallow, { deep: deepCache, measures, inferences: deep }));
    interrupted ||= deep && input.signal?.aborted === true;
  }
  return {
    endpoints: examined.map(({ gathered: { facts }, evaluation }) => reportEndpoint(facts, evaluation)),
    findings: addFallback(
      dedupe(examined.flatMap((one) => findingsOf(one, input))),
      gathering.view,
      examined,
      input,
    ),
    ...counts(examined, input.selection),
    ...(interrupted ? { interrupted } : {}),
  };
}

interface Examined {
  gathered: Gathered;
  evaluation: Evaluation;
}

/** What would answer without the default model's server: in the finding about it, or on its own for who asks. */
function addFallback(
  findings: Finding[],
  view: ConfigView | null,
  examined: readonly Examined[],
  input: DoctorInput,
): Finding[] {
  const facts = fallbackFacts(
    view,
    examined.map((one) => one.gathered.facts),
  );
  const { selection } = input;
  const asked = input.verbose || selection.only.includes(fallbackNotTriggered.id);
  const wanted = facts !== null && asked && isSelected(selection, fallbackNotTriggered.id);
  return [...withFallback(findings, facts), ...(wanted ? [fallbackFinding(facts, input.config)] : [])];
}

/** Reads, infers and measures, as far as wanted; throws on an interruption until something is measured. */
async function examineOne(
  input: GatherInput & DeepInput & Pick<DoctorInput, "measure">,
  shallow: Gathered,
  how: { deep: DeepCache; measures: MeasureCache; inferences: boolean },
): Promise<Examined> {
  const again = (gathered: Gathered): Examined => ({
    gathered,
    evaluation: evaluate(gathered.facts, input.context, CHECKS),
  });
  const first = again(shallow);
  if (!how.inferences) return first;
  const full = await addDeepFacts(input, shallow, first.evaluation.open, how.deep);
  throwIfInterrupted(input);
  const second = full === shallow ? first : again(full);
  const measured = await addMeasured(input, full, second.evaluation.open, how.measures);
  return measured === full ? second : again(measured);
}

function contextOf(input: DoctorInput): CheckContext {
  return {
    config: input.config,
    openclaw: input.openclaw,
    env: input.env,
    platform: input.platform,
    deep: input.deep,
    pathOf(facts, model, ...rest) {
      const base = model === null ? facts.provider?.path : model.row?.path;
      return input.config === null || base === undefined ? null : [...base, ...rest];
    },
  };
}

function throwIfInterrupted(input: Pick<DoctorInput, "signal">): void {
  if (input.signal?.aborted) throw new InterruptedError();
}

async function nothingLocal(input: DoctorInput): Promise<DoctorResult> {
  const wanted = isSelected(input.selection, noLocalProvider.id);
  const scanned = wanted && input.scan ? await input.scan() : null;
  throwIfInterrupted(input);
  const finding = placeFinding(noLocalProvider, noLocalProvider.finding(scanned), input.config);
  return {
    endpoints: [],
    findings: wanted ? [finding] : [],
    checksRun: wanted ? 1 : 0,
    checksSkipped: CHECKS.length + (wanted ? 0 : 1),
  };
}

function findingsOf({ gathered: { facts }, evaluation }: Examined, input: DoctorInput): Finding[] {
  const selected = evaluation.made.filter((m) => isSelected(input.selection, m.check.id));
  const findings = selected.map((m) => placeFinding(m.check, m.finding, input.config));
  const hidden = hiddenCause(facts.baseUrl, evaluation, input.selection);
  return [
    ...findings,
    ...(hidden === null ? [] : [hidden]),
    ...(input.verbose ? skipNotes(facts.baseUrl, evaluation, input.selection) : []),
  ];
}

/**
 * When a fault that was not asked for holds back a check that was, silence would read as "all is well": the wanted
 * check then says that it could not be made.
 */
function hiddenCause(baseUrl: string, evaluation: Evaluation, selection: Selection): Finding | null {
  for (const [id, { holders }] of evaluation.skipped) {
    const visible = holders.some((holder) => isSelected(selection, holder));
    if (holders.length === 0 || visible || !isSelected(selection, id)) continue;
    const cause = evaluation.made.find((m) => holders.includes(m.check.id));
    return makeFinding(id, "warning", {
      status: "unverified",
      message: `Not checked at ${baseUrl}, because of ${holders.join(", ")}: ${cause?.finding.message ?? "an earlier fault"}`,
      endpoint: baseUrl,
      target: baseUrl,
      fixHint: "mend that first; it is shown without --only and --skip",
    });
  }
  return null;
}

/** One note for each reason, naming the checks that it kept from being made. */
function skipNotes(baseUrl: string, evaluation: Evaluation, selection: Selection): Finding[] {
  const byReason = new Map<string, { stage: VerdictName; ids: string[] }>();
  for (const [id, { stage, reason }] of evaluation.skipped) {
    if (!isSelected(selection, id)) continue;
    const entry = byReason.get(`${stage}\n${reason}`) ?? { stage, ids: [] };
    entry.ids.push(id);
    byReason.set(`${stage}\n${reason}`, entry);
  }
  return [...byReason].map(([key, { stage, ids }]) =>
    makeFinding(ids[0] ?? stage, "info", {
      status: "unverified",
      message: `Not checked at ${baseUrl} (${stage}): ${key.slice(stage.length + 1)}`,
      endpoint: baseUrl,
      target: baseUrl,
      evidence: { stage, checks: ids },
    }),
  );
}

/** A check counts once, however many endpoints there are: as run when it was made for one of them. */
function counts(examined: readonly Examined[], selection: Selection) {
  const ran = new Set(examined.flatMap(({ evaluation }) => [...evaluation.ran]));
  const run = CHECKS.filter((check) => ran.has(check.id) && isSelected(selection, check.id)).length;
  return { checksRun: run, checksSkipped: CHECKS.length - run };
}
