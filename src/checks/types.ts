import type { LoadedConfig, Place } from "../config/read/types.ts";
import type { FindingDraft, Severity } from "../core/finding.ts";
import type { ConfigPath } from "../core/path.ts";
import type { Verdict, VerdictName } from "../core/report.ts";
import type { HostWorld } from "../machine/facts/types.ts";
import type { ConfigView, OpenClawVersion } from "../openclaw/types.ts";
import type { Env } from "../ports/index.ts";
import type { EndpointFacts, MemoryView, ModelFacts } from "./facts.ts";

/** What `explain` and the docs page say of a fault. */
interface CheckDoc {
  what: string;
  why: string;
  /** The shortest JSON5 that has the fault, and the same without it; absent where no config shows it. */
  bad?: string | undefined;
  good?: string | undefined;
  /** What a server or a machine shows of it, and what helps. */
  seen?: string | undefined;
  helps?: string | undefined;
  /** The OpenClaw version that `bad` and `good` are for, where the fault is not one on the newest. */
  version?: string | undefined;
  /** The settings that `bad` and `good` need. */
  settings?: ConfigSettings | undefined;
}

/** What the user says about the setup, which no config tells. */
export interface ConfigSettings {
  /** Where OpenClaw runs; null: not told. */
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

/** What is known of the run when a server is judged. */
export interface CheckContext {
  config: LoadedConfig | null;
  openclaw: OpenClawVersion;
  env: Env;
  platform: NodeJS.Platform;
  deep: boolean;
  /** This machine's memory; absent where no endpoint is on it or nobody looked. */
  memory?: MemoryView | undefined;
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
  /** What the probes of the endpoints found; waits for them. */
  endpoints(): Promise<readonly EndpointFacts[]>;
}

/** A finding of a judge. */
export interface CheckFinding extends FindingDraft {
  /** Underline the key instead of the value. */
  atKey?: boolean | undefined;
  /** The place itself, where the path does not lead to it (the first of two equal keys). */
  place?: Place | undefined;
  /** Ref of the only model that it is about: an error then holds back later stages of this model alone. */
  model?: string | undefined;
}

/** A finding of the config alone always has a place. */
export interface ConfigFinding extends CheckFinding {
  at: ConfigPath;
}

/** "skipped" says why the judge could not or need not look. */
export type Outcome =
  | {
      status: "ran";
      findings: CheckFinding[];
      /** Refs of the models of which it could not tell: what the config makes likely of them stands. */
      unknown?: readonly string[] | undefined;
      /** Where the verdict does not follow from the findings. */
      verdict?: Verdict | undefined;
      /** True: nothing behind this stage can be checked, although nothing is wrong. */
      blocks?: boolean | undefined;
    }
  | { status: "skipped"; reason: string };

/** Sees the fault in the config alone. Pure and synchronous: lint opens no socket and reads no other file. */
export interface ConfigJudge {
  /** Checks that explain the same fault better: a finding at the same path or about the same target is dropped then. */
  yieldsTo?: readonly string[] | undefined;
  run(context: ConfigContext): ConfigFinding[];
}

/** Sees the fault on this machine or in OpenClaw's files on it, while the endpoints are probed. */
export interface MachineJudge {
  run(world: HostWorld, context: MachineContext): Promise<Outcome>;
}

/**
 * Sees the fault in what was read of a server, or (as `turn`) in what a real turn gave back. Judges run in the order of
 * their stage; when a stage has an error, the later stages of that endpoint (or of that model, where the finding names
 * one) are skipped: one cause, one finding. `after` names checks whose finding already explains this one.
 */
export interface ServerJudge {
  /** Where what a server shows is worse than what the config alone shows. */
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

/** One fault: one text, and a judge for each kind of evidence that can show it. */
export interface Check extends CheckAbout {
  config?: ConfigJudge | undefined;
  machine?: MachineJudge | undefined;
  server?: ServerJudge | undefined;
  /** Needs an inference; runs with --deep only. */
  turn?: ServerJudge | undefined;
}

/** Declares a check; the file is named after its id and lies in the folder of the least evidence that shows the fault. */
export function defineCheck(check: Check): Check {
  return check;
}
