import { fallbackNotTriggered } from "../checks/server/fallback-not-triggered.ts";
import { noLocalProvider } from "../checks/server/no-local-provider.ts";
import type { CheckContext } from "../checks/server/types.ts";
import type { MachineView } from "../checks/support/machine.ts";
import type { LoadedConfig } from "../config/read/types.ts";
import type { Finding } from "../core/finding.ts";
import type { EndpointReport } from "../core/report.ts";
import { within } from "../core/within.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import type { ConfigView, OpenClawVersion } from "../openclaw/types.ts";
import { viewConfig } from "../openclaw/view.ts";
import type { Env, Http } from "../ports/index.ts";
import type { ServerState } from "../servers/types.ts";
import { MADE_CHECKS } from "./all-checks.ts";
import { type Caches, type Examined, examineOne } from "./examine.ts";
import { fallbackFacts, fallbackFinding, withFallback } from "./fallback.ts";
import { dedupe, placeFinding } from "./findings.ts";
import { perHost } from "./fleet.ts";
import { type EndpointOption, type Gathered, gather } from "./gather.ts";
import { type HostResult, runHostChecks } from "./host.ts";
import { interruptedFinding } from "./interruption.ts";
import { machineMatters } from "./machine.ts";
import type { MeasureWishes } from "./measure.ts";
import { hiddenCause, skipNotes } from "./notes.ts";
import { ProgressLine } from "./progress.ts";
import { createReach } from "./reach.ts";
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
  /** This machine, whose own faults are looked for beside those of the endpoints; absent: they are not. */
  world?: HostWorld;
  platform: NodeJS.Platform;
  deep: boolean;
  /** What is measured at the models that answer; under `deep` only. */
  measure?: MeasureWishes;
  /** Limit of everything that is read from one server, in ms. */
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
  /** True: the signal ended it before everything was examined. */
  interrupted: boolean;
}

/**
 * Examines every local endpoint of a config. An interruption ends it early with what is known by then. Throws only for
 * a wrong selection.
 */
export async function runDoctor(input: DoctorInput): Promise<DoctorResult> {
  validateSelection(input.selection, input.alsoKnownIds);
  const context = checkContext(input);
  const gathering = {
    ...input,
    view: input.config === null ? null : viewConfig(input.config.value),
    // a time limit given for readings counts for inferences only where it is the larger one
    deepTimeoutMs: input.deepTimeoutMs ?? Math.max(DEEP_TIMEOUT_MS, input.timeoutMs),
    context,
    ...(input.world ? { reach: createReach(input.world, input) } : {}),
  };
  const gathers = gather(gathering);
  const hostChecks = examineHost(input, gathering.view, gathers);
  const gathered = await gathers;
  if (gathered.length === 0) return nothingLocal(input, await hostChecks);
  await lookAtMachine(input, gathered, context);
  const caches: Caches = { deep: new Map(), measured: new Map() };
  const line = new ProgressLine(input.progress);
  const examined = await perHost(
    gathered,
    ({ facts }) => facts.baseUrl,
    async (shallow, host) => {
      const progress = (text: string) => line.set(host, text);
      const one = await examineOne({ ...gathering, progress }, shallow, caches);
      line.done(host);
      return one;
    },
  );
  const host = await hostChecks;
  const own = dedupe([...examined.flatMap((one) => findingsOf(one, input)), ...host.findings]);
  const findings = addFallback(own, gathering.view, examined, input);
  const stopped = input.signal?.aborted === true;
  const left = examined.flatMap((one) => one.unasked);
  return {
    endpoints: examined.map(({ gathered: { facts }, evaluation }) => reportEndpoint(facts, evaluation)),
    findings: stopped ? [...findings, interruptedFinding(gathered, left)] : findings,
    ...counts(examined, host, input.selection),
    interrupted: stopped,
  };
}

/** The checks of this machine run beside the probes. */
function examineHost(
  input: DoctorInput,
  view: ConfigView | null,
  gathers: Promise<Gathered[]>,
): Promise<HostResult> {
  const { world, openclaw, selection, verbose } = input;
  if (world === undefined) return Promise.resolve({ findings: [], ran: [] });
  const endpoints = async () => (await gathers).map((one) => one.facts);
  return runHostChecks({ world, view, openclaw, selection, verbose, endpoints });
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
    examined.flatMap(({ gathered }) => (gathered.examined ? [gathered.facts] : [])),
  );
  const { selection } = input;
  const asked = input.verbose || selection.only.includes(fallbackNotTriggered.id);
  const wanted = facts !== null && asked && isSelected(selection, fallbackNotTriggered.id);
  return [...withFallback(findings, facts), ...(wanted ? [fallbackFinding(facts, input.config)] : [])];
}

function checkContext(input: DoctorInput): CheckContext {
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
  const looking = input.machine(here.map(({ facts }) => facts.baseUrl));
  const machine = await within(looking, null, input.signal);
  if (machine !== null) context.machine = machine;
}

async function nothingLocal(input: DoctorInput, host: HostResult): Promise<DoctorResult> {
  // a config that lost its providers has none, and says so already
  const explained = host.findings.some((finding) => finding.checkId === "config-clobbered");
  const wanted = !explained && isSelected(input.selection, noLocalProvider.id);
  const scanned = wanted && input.scan ? await input.scan() : null;
  if (input.signal?.aborted) {
    const findings = [...host.findings, interruptedFinding([], [])];
    const checksRun = host.ran.length;
    const checksSkipped = MADE_CHECKS.length - checksRun + 1;
    return { endpoints: [], findings, checksRun, checksSkipped, interrupted: true };
  }
  const finding = placeFinding(noLocalProvider, noLocalProvider.finding(scanned), input.config);
  return {
    interrupted: false,
    endpoints: [],
    findings: wanted ? [finding, ...host.findings] : host.findings,
    checksRun: host.ran.length + (wanted ? 1 : 0),
    checksSkipped: MADE_CHECKS.length - host.ran.length + (wanted ? 0 : 1),
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

/** A check counts once, however many endpoints there are: as run when it was made for one of them. */
function counts(examined: readonly Examined[], host: HostResult, selection: Selection) {
  const ran = new Set([...examined.flatMap(({ evaluation }) => [...evaluation.ran]), ...host.ran]);
  const run = MADE_CHECKS.filter((check) => ran.has(check.id) && isSelected(selection, check.id)).length;
  return { checksRun: run, checksSkipped: MADE_CHECKS.length - run };
}
