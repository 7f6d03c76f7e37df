import type { JsonObject } from "../core/json.ts";
import type { Http, RequestSettings } from "../ports/index.ts";

/** "chat" = /chat/completions, "responses" = /responses, "ollama" = /api/chat. */
export type Route = "chat" | "responses" | "ollama";

/** Recognized cause of an inference error. */
export type ErrorKind =
  | "context-overflow"
  | "auth"
  | "not-found"
  | "model-not-found"
  | "no-tool-parser"
  | "template"
  | "timeout"
  | "cut"
  /** The server refuses a field of the request. */
  | "params"
  /** The model or its template cannot take tools at all. */
  | "tools-unsupported"
  /** Not enough memory for the model or its cache. */
  | "memory"
  /** The body is larger than a proxy takes. */
  | "too-large"
  | "loading"
  /** The server asks to come back later (429, 425, 408, 503 with Retry-After): it says nothing about the request. */
  | "busy"
  /** A gateway keeps away from the server behind it, which failed a moment ago; not a rate limit, whatever the status. */
  | "cooldown"
  /** The user ended it: it says nothing about the server and must not be judged. */
  | "aborted"
  /** The server refuses the id of a tool call. */
  | "tool-call-id"
  | "other";

/** A tool call as a server sent it. */
export interface ReceivedCall {
  name: string;
  argumentsJson: string;
  /** As the server gave it; absent or empty: none. */
  id?: string | undefined;
}

/** What OpenClaw's reader makes of calls that do not arrive whole. */
export type CallFault =
  /** The arguments are an object where the protocol has a JSON text. */
  | "object"
  /** Two calls have one index, so they run into each other. */
  | "shared-index"
  /** Pieces have neither an index nor an id, so each becomes a call. */
  | "split"
  /** With text and the finish reason "stop" the calls are dropped. */
  | "dropped"
  /** The answer ended at its limit. */
  | "cut-off"
  /** A Responses call that is never completed. */
  | "unfinished";

/** What a server says of its own work on one request, unchecked: a figure may be absurd. */
export interface ServerTimings {
  /** Tokens of the prompt that it read, without those of a cache. */
  readTokens: number;
  readMs: number;
  wroteTokens: number;
  wroteMs: number;
}

/** The result of one inference (`--deep`). Texts in it are capped and neutralized; text and reasoning keep their lines. */
export interface AnswerProbe {
  route: Route;
  /** HTTP status, null when there was none. */
  status: number | null;
  /** Error text of the server (redacted), null when it answered. */
  error: string | null;
  errorKind: ErrorKind | null;
  /** Largest context that the error text names, in tokens. */
  errorContext: number | null;
  /** Limit of the answer that the request set, in tokens. */
  maxTokens: number;
  text: string;
  reasoning: string;
  toolCalls: ReceivedCall[];
  /** Why OpenClaw executes none of the calls; null: nothing in the stream prevents it. */
  callFault?: CallFault | null | undefined;
  finishReason: string | null;
  /** Tokens as the server counted them; null when no usage came. `cached`: those of the prompt that were in a cache. */
  usage: { prompt: number | null; completion: number | null; cached?: number | null | undefined } | null;
  /** Absent: it told none. */
  timings?: ServerTimings | undefined;
  /** Pieces in which the answer arrived. */
  pieces?: number | undefined;
  /** Estimated size of the request in tokens (characters / 4). */
  promptEstimate: number;
  /** Ms until the first event, and in total. */
  firstEventMs: number | null;
  totalMs: number;
  /** Ms until the first text, thought or call; a Responses stream opens with events before the prompt is read. */
  firstTokenMs?: number | null;
  /** Ms until the last event. */
  lastEventMs?: number | null | undefined;
  /** Faults of the stream itself: "done-missing", "error-event", "no-item-index", "overlapping-items", "cut", "no-completion". */
  streamFaults: string[];
}

/** Names of the inferences of probes/registry.ts. */
export type ProbeId =
  | "small"
  | "measure"
  | "answer"
  | "repeat"
  | "tools"
  | "follow-up"
  | "string-content"
  | "single-message"
  | "no-stream-options"
  | "max-tokens-field"
  | "system-role"
  | "no-store"
  | "short-tools"
  | "small-again"
  | "small-once-more"
  | "answer-again"
  | "answer-longer"
  | "tools-retry"
  | "tools-longer"
  | "tools-again"
  | "short-tools-again"
  | "short-tools-once-more"
  | "follow-up-again"
  | "follow-up-once-more"
  | "two-calls"
  | "unwanted-tools"
  | "no-pattern"
  | "unstreamed-tools"
  | "no-thinking"
  | "other-route"
  | "forced-tool"
  | "one-tool"
  | "result-name"
  | "role-content-only"
  | "parallel-long"
  | "parallel-short";

/** A model that OpenClaw makes LM Studio load before a turn. */
export interface LoadRequest {
  model: string;
  /** Tokens. */
  context: number;
}

/** What came of a load request. After a failure OpenClaw sends the turn all the same. */
export interface LoadFacts {
  context: number;
  status: number | null;
  /** Null: it is loaded. */
  error: string | null;
  errorKind: ErrorKind | null;
  /** The instance that requests then name. */
  instance: string | null;
  ms: number;
}

export interface DeepFacts {
  /** Absent: OpenClaw would load nothing. */
  load?: LoadFacts | undefined;
  /** Streamed answer to system + user + user(array): the long prompt, or the short one where that failed already. */
  answer: AnswerProbe | null;
  /** The long prompt with twelve tools and tool_choice auto. */
  tools: AnswerProbe | null;
  /** Every inference that was completed. */
  probes: Readonly<Partial<Record<ProbeId, AnswerProbe>>>;
  /** Tokens that the server should count for the long prompt, by its count for the short one. Null: unknown. */
  expectedPrompt: number | null;
  /** True: the user ended it, so that inferences are missing. */
  partial: boolean;
}

/** The form of OpenClaw's requests to a model, by its defaults and the compat and params of the config. */
export interface RequestShape {
  /** compat.requiresStringContent: parts become one string. */
  stringContent: boolean;
  /** compat.strictMessageKeys: messages keep role and content only. */
  strictKeys: boolean;
  /** compat.requiresToolResultName. */
  toolResultName: boolean;
  /** compat.unsupportedToolSchemaKeywords. */
  droppedKeywords: readonly string[];
  /** Responses: instructions in the role "developer". */
  developerRole: boolean;
  /** compat.supportsUsageInStreaming is not false. */
  streamOptions: boolean;
  /** Responses: `store: false` is in the body. */
  store: boolean;
  maxTokensField: "max_completion_tokens" | "max_tokens";
  /** params.extra_body and params.chat_template_kwargs: merged into completions requests, over what stands there. */
  extraBody: JsonObject;
}

/** OpenClaw's requests to a server without special settings in the config. */
export const PLAIN_SHAPE: RequestShape = {
  stringContent: false,
  strictKeys: false,
  toolResultName: false,
  droppedKeywords: [],
  developerRole: false,
  streamOptions: true,
  store: true,
  maxTokensField: "max_completion_tokens",
  extraBody: {},
};

/** One model of one endpoint, and how OpenClaw sends requests to it. */
export interface InferenceTarget {
  baseUrl: string;
  route: Route;
  /** What requests name. */
  model: string;
  /** Bearer token; null: no Authorization header. */
  apiKey: string | null;
  /** What the config adds to each request. */
  settings?: RequestSettings | undefined;
  /** Context that OpenClaw asks for on Ollama's native route; null: none. */
  askContext: number | null;
  shape: RequestShape;
}

/** What sending an inference takes. */
export interface SendTools {
  http: Http;
  target: InferenceTarget;
  /** Limit of the whole inference in ms; a cold model loads and reads its prompt within it. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Shows what an inference waits for before it is sent again, and for how long in ms; null: it is sent. */
  waiting?: ((what: string | null, ms: number) => void) | undefined;
}

/** What every measurement is given. */
export interface MeasureTools extends SendTools {
  /** Shows the step that begins. */
  progress?: ((text: string) => void) | undefined;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

/** A target of the probes of `--deep`. */
export interface DeepTarget extends InferenceTarget {
  /** What OpenClaw loads before the turn, if anything. */
  load?: LoadRequest | null | undefined;
  /** Context of the server in tokens; null: unknown. The prompt is kept below half of it. */
  allocated: number | null;
  /** False: the model is known to take no tools. */
  tools: boolean;
  /** True: the config switches tools off (compat.supportsTools), and nothing says that the model takes none. */
  toolsOff?: boolean | undefined;
  /** Tokens that the config lets an answer have; null: it does not say. */
  maxTokens?: number | null | undefined;
  /** The route to try when tool calls fail on the configured one; null: none. */
  otherRoute: Route | null;
  /** Seconds between two heartbeats that run on this model; null: none do. */
  heartbeatSeconds: number | null;
  /** Tokens of a first agent turn of this OpenClaw. */
  turnTokens: number;
  /** Requests that the server works on at a time; null: unknown. */
  slots: number | null;
}
