import type { Socket } from "node:net";
import type { Exchange, RecordedRequest } from "../../src/commands/demo/tiny-server.ts";
import type { JsonObject } from "../../src/core/json.ts";

/** What an emulator does with an inference: section 7 of the server facts, scenarios 5-7, 16, 23-25. */
export type ChatBehaviour =
  | "ok"
  | "tool-as-text"
  | "think-leak"
  | "reasoning-only"
  | "empty"
  | "cut"
  | "error-event"
  /** An error under status 200 in words that nobody knows. */
  | "error-under-200"
  /** A tool call whose arguments are no JSON. */
  | "bad-arguments"
  | "no-usage"
  | "no-done"
  | "400-no-tool-parser"
  | "overflow"
  | "hang"
  /** LM Studio's refusal to load a model that it takes for too big. */
  | "no-memory"
  | "unauthorized";

/** A part of OpenClaw's requests that a strict server answers with 400. */
export type Refusal =
  | "parts"
  | "two-users"
  | "stream_options"
  | "max_completion_tokens"
  | "store"
  | "developer"
  | "pattern"
  | "message-keys"
  | "result-without-name"
  | "tool-result";

/** What a model needs to make its tool call; otherwise it writes the call as text, or talks. */
export interface CallsOnly {
  when: "unthinking" | "forced" | "short" | "one-tool" | "unstreamed" | "over-chat" | "never";
  otherwise: "text" | "talk";
}

/** How long an emulator takes, as if it read and wrote. */
export interface EmulatedSpeed {
  /** Tokens of prompt in a second. */
  read: number;
  /** Tokens of answer in a second; default: at once. */
  write?: number;
  /** A prompt that it had before is read at once; default true. */
  keeps?: boolean;
  /** Requests that it works on at a time; default as many as come. */
  slots?: number;
}

export interface EmulatedModel {
  id: string;
  aliases?: string[];
  type?: "llm" | "vlm" | "embedding";
  loaded?: boolean;
  /** Tokens; over the emulator's own. */
  allocatedContext?: number | null;
  trainedContext?: number | null;
  tools?: boolean;
  vision?: boolean;
  /** "3.2B": what Ollama's details tell of its size. */
  parameters?: string;
  /** Keys to add to, or (null) blank in, its row. */
  row?: JsonObject;
}

export interface EmulatorOptions {
  models?: EmulatedModel[];
  /** Bearer key that every guarded route wants. */
  apiKey?: string;
  /** Tokens; null hides it. */
  allocatedContext?: number | null;
  trainedContext?: number | null;
  chat?: ChatBehaviour;
  responses?: "ok" | "missing" | "no-index";
  answer?: string;
  /** Puts a reasoning text before the answer. */
  reasoning?: "reasoning_content" | "reasoning";
  latencyMs?: number;
  refuses?: readonly Refusal[];
  callsOnly?: CallsOnly;
  /** Tokens of prompt that it reads; the rest is dropped without a word. */
  truncateAt?: number;
  speed?: EmulatedSpeed;
  version?: string;
}

/** The product's own words where products differ. */
export interface Dialect {
  unauthorized(exchange: Exchange): void;
  unknownRoute(exchange: Exchange): void;
  overflow(promptTokens: number, context: number): { status: number; body: JsonObject };
  /** Headers of every answer of the product. */
  headers: Record<string, string>;
}

/** One product: plain data and functions. `options` may be changed while it runs. */
export interface Profile<O extends EmulatorOptions = EmulatorOptions> {
  name: string;
  options: O;
  /** "/v1" for most. */
  basePath: string;
  handle(exchange: Exchange): void | Promise<void>;
  /** Why a request must never be sent to this product, or null. Added to what no product may get. */
  forbids?(request: RecordedRequest): string | null;
  /** Instead of HTTP. */
  onSocket?(socket: Socket): void;
}

export interface Emulator<O extends EmulatorOptions = EmulatorOptions> {
  name: string;
  options: O;
  baseUrl: string;
  origin: string;
  port: number;
  requests: RecordedRequest[];
  /** Requests that a harmless probe never sends: "GET /health: bills every model". */
  forbidden: string[];
  close(): Promise<void>;
}
