import type { LoadedConfig } from "../config/types.ts";
import type { FindingDraft, Severity } from "../core/finding.ts";
import type { Json } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import type { VerdictName } from "../core/report.ts";
import type { ModelRowView, OpenClawVersion, ProviderView } from "../openclaw/types.ts";
import type { Env } from "../ports/index.ts";
import type { RuleDoc } from "../rules/types.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";

/** What one inference told (`--deep`). Texts are capped and neutralised before they get here. */
export interface AnswerProbe {
  /** "chat" = /chat/completions, "responses" = /responses, "ollama" = /api/chat. */
  route: "chat" | "responses" | "ollama";
  /** HTTP status, null when there was none. */
  status: number | null;
  /** Error text of the server (redacted), null when it answered. */
  error: string | null;
  /** Recognised cause of the error. */
  errorKind:
    | "context-overflow"
    | "auth"
    | "not-found"
    | "model-not-found"
    | "no-tool-parser"
    | "template"
    | "timeout"
    | "cut"
    | "other"
    | null;
  text: string;
  reasoning: string;
  toolCalls: { name: string; argumentsJson: string }[];
  finishReason: string | null;
  /** Tokens as the server counted them; null when no usage came. */
  usage: { prompt: number | null; completion: number | null } | null;
  /** What this tool estimates that it sent, in tokens (characters / 4). */
  promptEstimate: number;
  /** Ms until the first event, and in all. */
  firstEventMs: number | null;
  totalMs: number;
  /** Faults of the stream itself: "done-missing", "error-event", "no-item-index", "overlapping-items", "cut". */
  streamFaults: string[];
}

export interface DeepFacts {
  /** Streamed answer to system + user + user(array), with a long enough prompt to mean something. */
  answer: AnswerProbe | null;
  /** The same shape with tools and tool_choice auto. */
  tools: AnswerProbe | null;
}

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
  deep: DeepFacts | null;
}

/** Everything known of one endpoint, gathered once and shared by all checks. */
export interface EndpointFacts {
  provider: ProviderView | null;
  baseUrl: string;
  state: ServerState;
  models: ModelFacts[];
  /** The key that was sent: where it came from, never what it is. "missing-env": the variable is not set here. */
  key: { source: "none" | "config" | "env" | "missing-env" | "unreadable"; name: string | null };
}

export interface CheckContext {
  config: LoadedConfig | null;
  openclaw: OpenClawVersion;
  env: Env;
  platform: NodeJS.Platform;
  deep: boolean;
  /** Places a provider's or row's field in the config, for edits and positions. */
  pathOf(facts: EndpointFacts, model: ModelFacts | null, ...rest: ConfigPath): ConfigPath | null;
}

export interface CheckFinding extends FindingDraft {
  /** Where in the config it belongs; null: nowhere. */
  at?: ConfigPath | null;
  evidence?: { [key: string]: Json };
}

/** "skip" says why the check could not or need not be made. */
export type CheckOutcome =
  | { status: "ran"; findings: CheckFinding[] }
  | { status: "skipped"; reason: string };

/**
 * One live fault. Checks run in the order of their stage; when a stage has an error, the later stages of that endpoint
 * are skipped (one cause, one finding). Inside a stage, `after` names checks whose finding already explains this one.
 */
export interface Check {
  id: string;
  title: string;
  severity: Severity;
  stage: VerdictName;
  /** Needs an inference; runs with --deep only. */
  deep: boolean;
  after?: readonly string[];
  doc: RuleDoc;
  run(facts: EndpointFacts, context: CheckContext): CheckOutcome;
}
