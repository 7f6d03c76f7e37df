import { noLocalProvider } from "../checks/no-local-provider.ts";
import { CHECKS } from "../checks/registry.ts";
import type { MachineView } from "../checks/support/machine.ts";
import type { CheckContext } from "../checks/types.ts";
import type { LoadedConfig } from "../config/types.ts";
import { InterruptedError } from "../core/errors.ts";
import { type Finding, makeFinding } from "../core/finding.ts";
import type { EndpointReport, VerdictName } from "../core/report.ts";
import type { OpenClawVersion } from "../openclaw/types.ts";
import { viewConfig } from "../openclaw/view.ts";
import type { Env, Http } from "../ports/index.ts";
import type { ServerState } from "../servers/types.ts";
import { addDeepFacts, type DeepCache } from "./deep.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import { dedupe, placeFinding } from "./findings.ts";
import { type EndpointOption, type Gathered, gather } from "./gather.ts";
import { machineMatters } from "./machine.ts";
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
  /** Looks at the memory of this machine for servers on the given addresses; asked only where it can matter. */
  machine?(baseUrls: readonly string[]): Promise<MachineView | null>;
}

export interface DoctorResult {
  endpoints: EndpointReport[];
  findings: Finding[];
  checksRun: number;
  checksSkipped: number;
}

/** Examines every local endpoint of a config. Throws only for a wrong selection and an interruption. */
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
  await lookAtMachine(input, gathered, context);
  throwIfInterrupted(input);
  const cache: DeepCache = new Map();
  const examined: Examined[] = [];
  // one endpoint after another: on one GPU two inferences would only slow each other down
  for (const shallow of gathered) {
    const first = evaluate(shallow.facts, context, CHECKS);
    const full = input.deep ? await addDeepFacts(gathering, shallow, first.open, cache) : shallow;
    throwIfInterrupted(input);
    const evaluation = full === shallow ? first : evaluate(full.facts, context, CHECKS);
    examined.push({ gathered: full, evaluation });
  }
  return {
    endpoints: examined.map(({ gathered: { facts }, evaluation }) => reportEndpoint(facts, evaluation)),
    findings: dedupe(examined.flatMap((one) => findingsOf(one, input))),
    ...counts(examined, input.selection),
  };
}

interface Examined {
  gathered: Gathered;
  evaluation: Evaluation;
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

/** Once for all endpoints, and only when a model is yet to be loaded by a server on this machine. */
async function lookAtMachine(input: DoctorInput, gathered: readonly Gathered[], context: CheckContext) {
  const here = gathered.filter(({ facts }) => machineMatters(facts));
  if (here.length === 0 || input.machine === undefined) return;
  const machine = await input.machine(here.map(({ facts }) => facts.baseUrl));
  if (machine !== null) context.machine = machine;
}

function throwIfInterrupted(input: DoctorInput): void {
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
