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
  /** An error with status 200 and an unknown text. */
  | "error-under-200"
  /** A tool call with arguments that are not JSON. */
  | "bad-arguments"
  | "no-usage"
  | "no-done"
  | "400-no-tool-parser"
  | "overflow"
  | "hang"
  /** LM Studio's refusal to load a model that it considers too large. */
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
  | "tool-result"
  | "call-id"
  | "short-call-id";

/** How tool calls are streamed, over chat completions. */
export type CallStream =
  /** The first call has index 1. */
  | "from-one"
  /** Two calls, told apart by their ids. */
  | "by-id"
  | "as-object"
  /** Only the first piece has an id, and none an index. */
  | "in-pieces"
  | "name-in-pieces"
  | "with-text-and-stop"
  | "with-stop"
  | "with-thought-and-stop"
  /** Asked for two files, two calls come under index 0. */
  | "same-index"
  /** Asked for two files. */
  | "two-as-object"
  | "two-as-text";

/** What a model needs for a tool call; otherwise it writes the call as text, or only mentions it. */
export interface CallsOnly {
  when: "unthinking" | "forced" | "short" | "one-tool" | "unstreamed" | "over-chat" | "never";
  otherwise: "text" | "talk";
}

/** The simulated speed of an emulator. */
export interface EmulatedSpeed {
  /** Tokens of prompt per second. */
  read: number;
  /** Tokens of answer per second; default: at once. */
  write?: number;
  /** A prompt that it had before is read at once; default true. */
  keeps?: boolean;
  /** Requests that it works on at a time; default: all. */
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
  /** "3.2B": its size in Ollama's details. */
  parameters?: string;
  /** Keys to add to, or (null) blank in, its row. */
  row?: JsonObject;
}

export interface EmulatorOptions {
  models?: EmulatedModel[];
  /** Bearer key that every guarded route requires. */
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
  calls?: CallStream;
  /** What it writes instead of a tool call. */
  callText?: string;
  /** Tokens that it thinks before each answer; with a lower limit nothing else comes. */
  thinks?: number;
  /** Inferences that fail, by their number. */
  hiccups?: { at: readonly number[]; status: number; says?: string };
  /** Characters of a body that it takes; a longer one gets a 400 without a text. */
  bodyLimit?: number;
  /** Tokens of prompt that it reads; it drops the rest silently. */
  truncateAt?: number;
  speed?: EmulatedSpeed;
  version?: string;
}

/** The texts in which products differ. */
export interface Dialect {
  unauthorized(exchange: Exchange): void | Promise<void>;
  unknownRoute(exchange: Exchange): void | Promise<void>;
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
  /** Why a request must never be sent to this product, or null; in addition to those that no product may get. */
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
