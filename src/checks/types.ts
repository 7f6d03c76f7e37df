import type { LoadedConfig, Place } from "../config/read/types.ts";
import type { FindingDraft, Severity } from "../core/finding.ts";
import type { ConfigPath } from "../core/path.ts";
import type { Verdict, VerdictName } from "../core/report.ts";
import type { OwnEntry } from "../fit/own/types.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import type { ConfigView, OpenClawVersion } from "../openclaw/types.ts";
import type { Env } from "../ports/index.ts";
import type { Change } from "../servers/shared/adapter.ts";
import type { EndpointFacts, MemoryView, ModelFacts, ServedAs, Place as ServedAt } from "./facts.ts";
import type { Helps } from "./helps.ts";

/** The text of `explain` and the docs page. */
interface CheckDoc {
  what: string;
  why: string;
  /** The shortest JSON5 that has the fault, and the same without it; absent where no config shows it. */
  bad?: string | undefined;
  good?: string | undefined;
  /** An example of what a server or machine shows. */
  seen?: string | undefined;
  /** What helps against it: never the answer that one wishes for. A plain text where no server is involved. */
  helps?: Helps | string | undefined;
  /** The OpenClaw version that `bad` and `good` are for, if the newest does not have the fault. */
  version?: string | undefined;
  /** The settings that `bad` and `good` need. */
  settings?: ConfigSettings | undefined;
}

/** What the user states about the setup, which is not in the config. */
export interface ConfigSettings {
  /** Where OpenClaw runs; null: not stated. */
  target: "docker" | "host" | null;
  /** True: nothing may reach a hosted model. */
  localOnly: boolean;
}

export interface ConfigContext {
  config: LoadedConfig;
  view: ConfigView;
  openclaw: OpenClawVersion;
  settings?: ConfigSettings | undefined;
}

/** What is known about the run when a server is judged. */
export interface CheckContext {
  config: LoadedConfig | null;
  openclaw: OpenClawVersion;
  env: Env;
  platform: NodeJS.Platform;
  deep: boolean;
  /** This machine's memory; absent if no endpoint is on it or it was not read. */
  memory?: MemoryView | undefined;
  /** What `bench` measured with a model on this machine; null: nothing. Absent: it was not looked up. */
  own?: ((place: ServedAt, model: ServedAs) => OwnEntry | null) | undefined;
}

/** What a judge sees of one endpoint. */
export interface Endpoint {
  facts: EndpointFacts;
  context: CheckContext;
}

/** What a judge sees of one of its models. */
export interface Subject extends Endpoint {
  model: ModelFacts;
}

export interface MachineContext {
  /** Of the config that is examined; null where there is none. */
  view: ConfigView | null;
  openclaw: OpenClawVersion;
  /** Waits for the probes of the endpoints and gives their results. */
  endpoints(): Promise<readonly EndpointFacts[]>;
}

/** A finding of a judge. */
export interface CheckFinding extends FindingDraft {
  /** Underline the key instead of the value. */
  atKey?: boolean | undefined;
  /** The place itself, where the path is ambiguous (the first of two equal keys). */
  place?: Place | undefined;
  /**
   * How to restart the server of `model`: the runner writes the command into the fix, one for all findings about one
   * server.
   */
  restart?: Change | undefined;
  /** Ref of the only model that it concerns: an error then blocks later stages of this model only. */
  model?: string | undefined;
}

/** A finding of the config alone always has a place. */
export interface ConfigFinding extends CheckFinding {
  at: ConfigPath;
}

/** "skipped" gives the reason why the judge could not or need not look. */
export type Outcome =
  | {
      status: "ran";
      findings: CheckFinding[];
      /** Refs of the models that it could not judge: findings of the config alone about them are kept. */
      unknown?: readonly string[] | undefined;
      /** The verdict, where it does not follow from the findings. */
      verdict?: Verdict | undefined;
      /** True: later stages cannot be checked, although nothing is wrong. */
      blocks?: boolean | undefined;
    }
  | { status: "skipped"; reason: string };

/** Detects the fault in the config alone. Pure and synchronous: lint opens no socket and reads no other file. */
export interface ConfigJudge {
  /** Checks that explain the same fault better: a finding at the same path or about the same target is dropped then. */
  yieldsTo?: readonly string[] | undefined;
  run(context: ConfigContext): ConfigFinding[];
}

/** Detects the fault on this machine or in OpenClaw's files on it, while the endpoints are probed. */
export interface MachineJudge {
  run(world: HostWorld, context: MachineContext): Promise<Outcome>;
}

/**
 * Detects the fault in what was read from a server, or (as `turn`) in the result of a real turn. Judges run in the order
 * of their stages. After an error, the later stages of that endpoint (or of the model that the finding names) are
 * skipped, so one cause gives one finding. `after` names checks whose finding already explains this one.
 */
export interface ServerJudge {
  /** Overrides the check's severity where the server's evidence is worse than the config's. */
  severity?: Severity | undefined;
  stage: VerdictName;
  after?: readonly string[] | undefined;
  run(endpoint: Endpoint): Outcome;
}

export interface CheckAbout {
  id: string;
  title: string;
  severity: Severity;
  doc: CheckDoc;
}

/** One fault, with its text and a judge for each kind of evidence. */
export interface Check extends CheckAbout {
  config?: ConfigJudge | undefined;
  machine?: MachineJudge | undefined;
  server?: ServerJudge | undefined;
  /** Needs an inference; runs with --deep only. */
  turn?: ServerJudge | undefined;
}

/** Declares a check. Its file is named after its id, in the folder of the least evidence that shows the fault. */
export function defineCheck(check: Check): Check {
  return check;
}
