import type { LoadedConfig } from "../../config/read/types.ts";
import type { FindingDraft, Severity } from "../../core/finding.ts";
import type { Json } from "../../core/json.ts";
import type { Measured } from "../../core/measured.ts";
import type { ConfigPath } from "../../core/path.ts";
import type { Verdict, VerdictName } from "../../core/report.ts";
import type { ModelRefUse, ModelRowView, OpenClawVersion, ProviderView } from "../../openclaw/types.ts";
import type { Env } from "../../ports/index.ts";
import type { ServerModel, ServerState } from "../../servers/types.ts";
import type { DeepFacts } from "../../turn/types.ts";
import type { RuleDoc } from "../config/types.ts";
import type { MachineView } from "../support/machine.ts";
import type { ReachFacts } from "../support/reach.ts";

export type { AnswerProbe, DeepFacts, ErrorKind, Route } from "../../turn/types.ts";

/** A configured model beside what the server says of it. */
export interface ModelFacts {
  row: ModelRowView | null;
  /** The id that requests name. */
  id: string;
  ref: string;
  /** Null: the server does not list it. */
  served: ServerModel | null;
  /** True when it is the primary or a fallback, so that a fault in it bites. */
  used: boolean;
  /** Every place of the config that names it; edits that change the id must change these too. */
  refs: readonly ModelRefUse[];
  /** Served id that differs from `id` in case, a tag or a suffix only; null when there is none or it is served. */
  nearest: string | null;
  deep: DeepFacts | null;
  /** What --context and --exam measured; absent: they were not asked for, or something held them back. */
  measured?: Measured;
}

/** Everything known of one endpoint, gathered once and shared by all checks. */
export interface EndpointFacts {
  provider: ProviderView | null;
  baseUrl: string;
  state: ServerState;
  models: ModelFacts[];
  /** The key that was sent: where it came from, never what it is. "missing-env": the variable is not set here. */
  key: { source: "none" | "config" | "env" | "missing-env" | "unreadable"; name: string | null };
  /** How it can be reached from this machine; absent where nobody looked. */
  reach?: ReachFacts | null;
}

export interface CheckContext {
  config: LoadedConfig | null;
  openclaw: OpenClawVersion;
  env: Env;
  platform: NodeJS.Platform;
  deep: boolean;
  /** This machine's memory; absent where no endpoint is on it or nobody looked. */
  machine?: MachineView;
  /** Places a provider's or row's field in the config, for edits and positions. */
  pathOf(facts: EndpointFacts, model: ModelFacts | null, ...rest: ConfigPath): ConfigPath | null;
}

export interface CheckFinding extends FindingDraft {
  /** Ref of the only model that it is about: an error then holds back later stages of this model alone. */
  model?: string;
  /** Where in the config it belongs; null: nowhere. */
  at?: ConfigPath | null;
  evidence?: { [key: string]: Json };
}

/** "skip" says why the check could not or need not be made. */
export type CheckOutcome =
  | {
      status: "ran";
      findings: CheckFinding[];
      /** Where the verdict does not follow from the findings. */
      verdict?: Verdict;
      /** True: nothing behind this stage can be checked, although nothing is wrong. */
      blocks?: boolean;
    }
  | { status: "skipped"; reason: string };

/** What explain, the docs and the reporters need to know of a check. */
export interface CheckAbout {
  id: string;
  title: string;
  severity: Severity;
  doc: RuleDoc;
}

/**
 * One live fault. Checks run in the order of their stage; when a stage has an error, the later stages of that endpoint
 * (or of that model, where the finding names one) are skipped: one cause, one finding. Inside a stage, `after` names
 * checks whose finding already explains this one.
 */
export interface Check extends CheckAbout {
  stage: VerdictName;
  /** Needs an inference; runs with --deep only. */
  deep: boolean;
  after?: readonly string[];
  run(facts: EndpointFacts, context: CheckContext): CheckOutcome;
}
