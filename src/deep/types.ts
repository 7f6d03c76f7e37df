/** "chat" = /chat/completions, "responses" = /responses, "ollama" = /api/chat. */
export type Route = "chat" | "responses" | "ollama";

/** Recognised cause of an inference error. */
export type ErrorKind =
  | "context-overflow"
  | "auth"
  | "not-found"
  | "model-not-found"
  | "no-tool-parser"
  | "template"
  | "timeout"
  | "cut"
  /** The server does not know a field of the request. */
  | "params"
  /** The model or its template cannot take tools at all. */
  | "tools-unsupported"
  /** Not enough memory for the model or its cache. */
  | "memory"
  /** The body is larger than a proxy takes. */
  | "too-large"
  | "loading"
  | "other";

/** What one inference told (`--deep`). Texts are capped and neutralised before they get here. */
export interface AnswerProbe {
  /** "chat" = /chat/completions, "responses" = /responses, "ollama" = /api/chat. */
  route: Route;
  /** HTTP status, null when there was none. */
  status: number | null;
  /** Error text of the server (redacted), null when it answered. */
  error: string | null;
  /** Recognised cause of the error. */
  errorKind: ErrorKind | null;
  /** Largest context that the error text names, in tokens. */
  errorContext: number | null;
  /** What was asked for at most, in tokens. */
  maxTokens: number;
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

/** One model of one endpoint, as far as an inference needs to know it. */
export interface DeepTarget {
  baseUrl: string;
  route: Route;
  /** What requests name. */
  model: string;
  /** Sent as a bearer token; null: no Authorization header. */
  apiKey: string | null;
  /** Context of the server in tokens; null unknown. The prompt is kept below half of it. */
  allocated: number | null;
  /** Ollama's native route: the context that OpenClaw would ask for. */
  askContext: number | null;
  /** False: the model is known to take no tools, so that they are not tried. */
  tools: boolean;
}
