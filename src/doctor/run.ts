import type { MemoryView } from "../checks/facts.ts";
import { ALL_CHECKS, CHECKS } from "../checks/registry.ts";
import { type MachineResult, runMachineChecks } from "../checks/run/machine.ts";
import { dedupe, placeFinding } from "../checks/run/place.ts";
import { withRestarts } from "../checks/run/restart.ts";
import { isSelected, type Selection, validateSelection } from "../checks/run/select.ts";
import { fallbackNotTriggered } from "../checks/tool/fallback-not-triggered.ts";
import { noLocalProvider } from "../checks/tool/no-local-provider.ts";
import { SUPPRESSION_CHECKS } from "../checks/tool/registry.ts";
import type { CheckContext } from "../checks/types.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import type { Finding } from "../core/finding.ts";
import type { EndpointReport } from "../core/report.ts";
import { within } from "../core/within.ts";
import { type Checked, checkConfig, withSeverity } from "../lint/check.ts";
import { type LintSettings, NO_SETTINGS } from "../lint/settings.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import { resolvedView } from "../openclaw/resolved-view.ts";
import type { ConfigView, OpenClawVersion } from "../openclaw/types.ts";
import type { Env, Http } from "../ports/index.ts";
import { localModelConfigs } from "../servers/shared/model-config.ts";
import type { ServerState } from "../servers/types.ts";
import { type Deadline, either } from "./deadline.ts";
import type { Trial } from "./deep.ts";
import { type Caches, type Examined, examineOne } from "./examine.ts";
import { fallbackFacts, fallbackFinding, withFallback } from "./fallback.ts";
import { perHost } from "./fleet.ts";
import { type EndpointOption, type Gathered, gather } from "./gather.ts";
import { stoppedFinding } from "./interruption.ts";
import type { MeasureWishes } from "./measure.ts";
import { memoryMatters } from "./memory.ts";
import { hiddenCause, skipNotes } from "./notes.ts";
import type { OwnLookup } from "./own.ts";
import { ProgressLine } from "./progress.ts";
import { createReach } from "./reach.ts";
import { reportEndpoint } from "./report-endpoint.ts";
import { type Judged, mergeTold, withTold } from "./told.ts";

/** Enough for a cold model to load and process its prompt, in ms. */
const DEEP_TIMEOUT_MS = 180_000;

export interface DoctorInput {
  http: Http;
  /** Null: only `endpoints` are examined. */
  config: LoadedConfig | null;
  /** Examined instead of what the config names, with the rows of a provider at the same base URL. */
  endpoints: readonly EndpointOption[];
  openclaw: OpenClawVersion;
  /** Where keys are looked up. */
  env: Env;
  /** This machine; absent: it is not checked. */
  world?: HostWorld | undefined;
  platform: NodeJS.Platform;
  deep: boolean;
  /** What to measure on models that answer; only with `deep`. */
  measure?: MeasureWishes | undefined;
  /** Time limit for reads from one server, in ms. */
  timeoutMs: number;
  /** Time limit of one inference, in ms. */
  deepTimeoutMs?: number | undefined;
  /** See DeepInput. */
  trial?: Trial | undefined;
  /** The end of the whole run. */
  deadline?: Deadline | null | undefined;
  selection: Selection;
  /** The project's lint settings. */
  settings?: LintSettings | undefined;
  /** Adds info findings that say why checks were skipped. */
  verbose: boolean;
  signal?: AbortSignal | undefined;
  progress?: ((text: string) => void) | undefined;
  /** Scans the default ports; called only when the config names no local server. */
  scan?(): Promise<readonly ServerState[]>;
  /** Reads this machine's memory for servers at these addresses; called only when it can matter. */
  memory?(baseUrls: readonly string[]): Promise<MemoryView | null>;
  /** Reads what bench measured on this machine. */
  own?(): Promise<OwnLookup>;
}

export interface DoctorResult {
  endpoints: EndpointReport[];
  findings: Finding[];
  checksRun: number;
  checksSkipped: number;
  /** Number of findings that comments in the config suppress. */
  suppressed: number;
  /** True: an interruption ended the run early. */
  interrupted: boolean;
  /** True: the deadline did. */
  outOfTime: boolean;
}

const MADE_IDS: readonly string[] = [...CHECKS, ...SUPPRESSION_CHECKS].map(({ id }) => id);

/**
 * Examines a config and every local endpoint that it names. After an interruption, or at the deadline, it returns the
 * results so far. Throws only for a wrong selection.
 */
export async function runDoctor(given: DoctorInput): Promise<DoctorResult> {
  const input = { ...given, signal: either(given.signal, given.deadline) };
  const ending = () => {
    const interrupted = given.signal?.aborted === true;
    return { interrupted, outOfTime: !interrupted && input.signal?.aborted === true };
  };
  validateSelection(
    input.selection,
    ALL_CHECKS.map(({ id }) => id),
  );
  const { config, openclaw, env, platform, deep } = input;
  const context: CheckContext = { config, openclaw, env, platform, deep };
  const told = await checkOwnConfig(input);
  const gathering = {
    ...input,
    view: input.config === null ? null : resolvedView(input.config.value, env),
    deepTimeoutMs: input.deepTimeoutMs ?? DEEP_TIMEOUT_MS,
    context,
    reach: input.world && createReach(input.world, input),
    modelConfigs: input.world && localModelConfigs(input.world.fs, input.world.shellEnv, input.world.host),
  };
  const gathers = gather(gathering);
  const machineChecks = examineMachine(input, gathering.view, gathers);
  const gathered = await gathers;
  if (gathered.length === 0)
    return { ...(await nothingLocal(input, told, await machineChecks)), ...ending() };
  await lookAtMemory(input, gathered, context);
  await lookAtOwn(input, context);
  const examined = await examineAll(input, gathering, gathered);
  const machine = await machineChecks;
  const seen = mergeTold(told.findings, judged(examined, input, context), told.suppressed);
  const notes = examined.flatMap((one) => notesOf(one, input));
  const ofServers = dedupe([...machine.findings, ...seen.endpoints, ...notes]);
  const own = [...seen.config, ...ofServers].map((finding) => withSeverity(finding, settingsOf(input)));
  const findings = addFallback(own, gathering.view, examined, input);
  const end = ending();
  const deadline = end.outOfTime ? (input.deadline ?? null) : null;
  const stopped = end.interrupted || end.outOfTime;
  const left = examined.flatMap((one) => one.unasked);
  const ran = [told.ran, machine.ran, ...examined.map(({ evaluation }) => evaluation.ran.keys())];
  return {
    endpoints: examined.map(({ gathered: { facts }, evaluation }) =>
      withTold(reportEndpoint(facts, evaluation), facts, seen.config),
    ),
    findings: stopped ? [...findings, stoppedFinding(deadline, gathered, left)] : findings,
    ...counts(ran, input.selection),
    suppressed: told.suppressed.length,
    ...end,
  };
}

/** The checks of the config alone: the same as lint makes, with the same ids and places. */
function checkOwnConfig(input: DoctorInput): Promise<Checked> {
  const { config, openclaw, selection } = input;
  if (config === null) return Promise.resolve({ findings: [], suppressed: [], ran: new Set<string>() });
  return checkConfig(config, { openclaw, selection, settings: settingsOf(input) });
}

function examineAll(
  input: DoctorInput,
  gathering: Omit<Parameters<typeof examineOne>[0], "progress">,
  gathered: readonly Gathered[],
): Promise<Examined[]> {
  const caches: Caches = { deep: { results: new Map(), stopped: new Map() }, measured: new Map() };
  const line = new ProgressLine(input.progress);
  return perHost(
    gathered,
    ({ facts }) => facts.baseUrl,
    async (shallow, host) => {
      const progress = (text: string) => line.set(host, text);
      const one = await examineOne({ ...gathering, progress }, shallow, caches);
      line.done(host);
      return one;
    },
  );
}

/** Runs the checks of this machine while the endpoints are probed. */
function examineMachine(
  input: DoctorInput,
  view: ConfigView | null,
  gathers: Promise<Gathered[]>,
): Promise<MachineResult> {
  const { world, openclaw, selection, verbose } = input;
  if (world === undefined) return Promise.resolve({ findings: [], ran: [] });
  const endpoints = async () => (await gathers).map((one) => one.facts);
  const wanted = (id: string) => isSelected(selection, id);
  return runMachineChecks({ world, context: { view, openclaw, endpoints }, wanted, verbose });
}

/** Reports which fallback would answer: in findings about the default model, and on its own when requested. */
function addFallback(
  findings: Finding[],
  view: ConfigView | null,
  examined: readonly Examined[],
  input: DoctorInput,
): Finding[] {
  const known = examined.filter((one) => one.gathered.examined).map((one) => one.gathered.facts);
  const facts = fallbackFacts(view, known, input.config);
  const { selection } = input;
  const asked = input.verbose || selection.only.includes(fallbackNotTriggered.id);
  const wanted = facts !== null && asked && isSelected(selection, fallbackNotTriggered.id);
  return [...withFallback(findings, facts), ...(wanted ? [fallbackFinding(facts, input.config)] : [])];
}

/** Reads the memory once for all endpoints, if a server on this machine may still have to load a model. */
async function lookAtMemory(input: DoctorInput, gathered: readonly Gathered[], context: CheckContext) {
  const here = gathered.filter(({ facts }) => memoryMatters(facts));
  if (here.length === 0 || input.memory === undefined) return;
  const looking = input.memory(here.map(({ facts }) => facts.baseUrl));
  const memory = await within(looking, null, input.signal);
  if (memory !== null) context.memory = memory;
}

/** Nothing is probed where there is no such file. */
async function lookAtOwn(input: DoctorInput, context: CheckContext): Promise<void> {
  const own = input.own === undefined ? null : await within(input.own(), null, input.signal);
  if (own === null) return;
  context.own = ({ baseUrl, state: { kind } }, { id, served }) =>
    own.find({ baseUrl, kind, id: served?.id ?? id, quantization: served?.quantization });
}

/** The result when the config names no usable local server. */
async function nothingLocal(
  input: DoctorInput,
  told: Checked,
  machine: MachineResult,
): Promise<Omit<DoctorResult, "interrupted" | "outOfTime">> {
  const known = [...told.findings, ...machine.findings];
  const base = {
    endpoints: [],
    ...counts([told.ran, machine.ran], input.selection),
    suppressed: told.suppressed.length,
  };
  // other findings already report lost or unusable providers
  const explained = known.some(
    ({ checkId, severity, path }) =>
      checkId === "config-clobbered" || (severity === "error" && path?.[0] === "models"),
  );
  const wanted = !explained && isSelected(input.selection, noLocalProvider.id);
  const scanned = wanted && input.scan ? await input.scan() : null;
  if (input.signal?.aborted) {
    const deadline = input.deadline?.signal.aborted === true ? input.deadline : null;
    return { ...base, findings: [...known, stoppedFinding(deadline, [], [])] };
  }
  const none = placeFinding(noLocalProvider, noLocalProvider.finding(scanned), input.config);
  return { ...base, findings: wanted ? [...known, none] : known };
}

const settingsOf = ({ settings = NO_SETTINGS }: DoctorInput) => settings;

/** What the command line selects, and no setting of the project switches off. */
function isWanted(input: DoctorInput, id: string): boolean {
  const { selection } = input;
  const isOff = selection.only.length === 0 && settingsOf(input).rules.get(id) === "off";
  return isSelected(selection, id) && !isOff;
}

/** The endpoints with their wanted findings. */
function judged(examined: readonly Examined[], input: DoctorInput, context: CheckContext): Judged[] {
  const wanted = examined.map(({ gathered: { facts }, evaluation }) => ({
    facts,
    evaluation,
    made: evaluation.made.filter(({ check }) => isWanted(input, check.id)),
  }));
  const complete = withRestarts(wanted, context);
  return wanted.map(({ facts, evaluation }, i) => {
    const placed = (complete[i] ?? []).map((made) => ({
      made,
      finding: placeFinding(made.check, made.finding, input.config),
    }));
    return { facts, evaluation, placed };
  });
}

/** Notes about skipped checks. */
function notesOf({ gathered: { facts }, evaluation }: Examined, input: DoctorInput): Finding[] {
  const hidden = hiddenCause(facts.baseUrl, evaluation, input.selection);
  return [
    ...(hidden === null ? [] : [hidden]),
    ...(input.verbose ? skipNotes(facts.baseUrl, evaluation, input.selection) : []),
  ];
}

/** Counts each check once: as run if it ran for any endpoint. */
function counts(ran: readonly Iterable<string>[], selection: Selection) {
  const ids = new Set(ran.flatMap((some) => [...some]));
  const checksRun = MADE_IDS.filter((id) => ids.has(id) && isSelected(selection, id)).length;
  return { checksRun, checksSkipped: MADE_IDS.length - checksRun };
}
