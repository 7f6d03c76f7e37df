import type { Known } from "../../core/known.ts";
import type { HttpFailure, HttpOutcome } from "../../ports/index.ts";
import type { ModelConfigs } from "./model-config.ts";
import type { Refusal } from "./refusal.ts";

export type ModelType = "llm" | "vlm" | "embedding" | "other";

/** The fields of a request that control thinking. */
export interface ThinkingControl {
  /** The chat template reads `chat_template_kwargs.enable_thinking`. */
  templateSwitch: boolean;
  /** The values of `reasoning_effort` as the server lists them; "any" when it only says that it has the field. */
  efforts: readonly string[] | "any" | null;
}

export interface ServerModel {
  /** What a request must name. */
  id: string;
  /** Other names that the server accepts for it (llama.cpp aliases, vLLM served names with one root). */
  aliases: string[];
  type: ModelType;
  /** Null: unknown. */
  loaded: boolean | null;
  /** True while it is being loaded into memory. */
  loading: boolean;
  /** Tokens that one request may use, prompt and output together. */
  contextAllocated: Known<number>;
  /** Tokens that the model was trained for, or the maximum that the server reports. */
  contextTrained: Known<number>;
  capabilities: { tools: boolean | null; vision: boolean | null; reasoning: boolean | null };
  /** How a request controls its thinking; absent: the server does not tell. */
  thinking?: ThinkingControl | undefined;
  /** Name of the quantization in lower case ("q4_k_m", "4bit"), or null. */
  quantization: string | null;
  sizeBytes: number | null;
  /** Parameters in billions; absent or null: unknown. */
  billions?: number | null;
  /** Bytes that are on the GPU (Ollama size_vram). */
  gpuBytes: number | null;
  /** Runs on another machine or in a cloud (Ollama :cloud, LM Studio LM Link). */
  remote: boolean;
  /** Loaded instances, each with its own context (LM Studio); empty for other products. */
  instances: { id: string; context: number | null }[];
  /** Parallel slots (llama.cpp); null: unknown. */
  slots: number | null;
  /** Whether it drafts tokens and has them checked (speculative decoding); absent: the server does not tell. */
  drafts?: boolean | undefined;
  /** The heads for drafts (MTP, NextN) in its files on this machine; absent: unknown, or there are none. */
  draftHeads?: { count: number; source: string } | undefined;
  /** Its name in a start command, where that is not the id: a file path, a repository. */
  launchName?: string | null;
  /** Options of the running server that a restart must keep, besides model, name, context and key. */
  launchOptions?: readonly (string | number)[] | undefined;
  /** The option for the context gives no more than this many tokens; what else it takes, as the end of a fixHint. */
  contextCeiling?: { tokens: number; beyond: string } | undefined;
  /** Why it cannot be used ("its last load failed with exit code 1"). */
  problem?: string | null;
  /** Base URL of the server behind a gateway, without userinfo. */
  backend?: string | null;
}

export type AuthState = "none" | "required" | "rejected";

/** What is at an address, as far as requests without side effects show. */
export type ServerStatus =
  | "ready"
  /** Still loads its weights (503 "Loading model"). */
  | "loading"
  /** Refuses the request: it requires a key, or see `refusal`; the models are unknown. */
  | "unauthorized"
  /** Answers, but has no model list; an inference shows whether it is a model server. */
  | "no-list"
  /** Something else answers (HTML, other JSON). */
  | "not-a-model-server"
  /** A model server, but not under this base path (missing /v1, wrong prefix); see suggestedBaseUrl. */
  | "wrong-path"
  | "refused"
  /** Not even a connection within the time limit. */
  | "timeout"
  /** Takes connections, but gives no complete answer within the time limit: perhaps it is busy. */
  | "silent"
  /** Says that it has too much to do, also after the waits that the time limit allows. */
  | "busy"
  /** Answers, but the time limit was reached before all replies were there. */
  | "slow"
  | "unreachable"
  | "error";

/** How a server on this machine was started: its command line, without its keys. */
export interface LaunchLine {
  /** The words that start the product: "vllm serve". */
  program: readonly string[];
  /** The same words as the process has them: with paths, and the interpreter. */
  ran?: readonly string[] | undefined;
  /** What follows. A value that may be a secret is only the name of the variable that stands for it. */
  args: readonly (string | { env: string })[];
  port: number;
}

/** What was found at one address, whatever the product. */
export interface ServerFacts {
  /** The given URL without a trailing slash; requests go to `${baseUrl}/chat/completions`. */
  baseUrl: string;
  /** scheme://host:port of it. */
  origin: string;
  status: ServerStatus;
  /** One sentence on what was found, for people; no secrets. */
  detail: string;
  /** Why there was no answer. */
  failure?: { kind: HttpFailure; code: string | null } | undefined;
  /** Why the request was refused. */
  refusal?: Refusal | undefined;
  /** The status of the answer to the request for the model list. */
  httpStatus?: number | undefined;
  /** Product name for people: "LM Studio", "llama.cpp router", "NVIDIA NIM". Null when not recognized. */
  product: string | null;
  version: string | null;
  /** What identified it: "GET /lmstudio-greeting → lmstudio:true". */
  evidence: string;
  auth: AuthState;
  models: ServerModel[];
  /** Whether the product has POST /v1/responses; null: unknown. */
  responsesApi: boolean | null;
  /**
   * "router", "sleeping", "no-template-tools" (llama.cpp); "unindexed-responses": streams Responses events without
   * indexes; "truncates-silently": cuts a long prompt and answers 200; "no-tool-parser": tool calls come back as text;
   * "gateway": forwards to other servers and only declares figures; "jit-on", "jit-off" (LM Studio);
   * "no-context-limit": allocates nothing up front (mlx-lm); "binds-all-by-default": listens on all interfaces by
   * default; "any-model-name": answers whatever model a request names; "adapter-after-colon": a name with a colon asks
   * for an adapter (SGLang); "lists-some": may answer models that it does not list; "loads-on-request": loads the model
   * that a request names; "embedding-only".
   */
  traits: string[];
  /** A model that it answers though its list does not have it; null: none is known by this id. Absent: it has none. */
  unlisted?: ((id: string) => ServerModel | null) | undefined;
  /** A base URL that works where the given one does not (for wrong-path). */
  suggestedBaseUrl: string | null;
  /**
   * On this machine: whether what its installer set up runs it (a systemd service, an app), which a restart must go
   * through; false: it was started by hand. Absent: unknown.
   */
  installed?: boolean | undefined;
  /** The process that serves this port, where this machine shows it. */
  launched?: LaunchLine | undefined;
  /** Requests made, in order: what `scan` lists under --verbose. */
  requests: { url: string; outcome: string }[];
  /** Time of the first answer in ms. */
  ms: number;
}

/** Authorized GETs (and Ollama's harmless POST /api/show) below one origin. */
export interface ServerClient {
  baseUrl: string;
  origin: string;
  /**
   * `path` follows the origin and what precedes `/v1` in the base URL (a proxy's sub-path). The key is sent unless
   * `auth` is false.
   */
  get(path: string, options?: { auth?: boolean; timeoutMs?: number }): Promise<HttpOutcome>;
  post(path: string, body: unknown): Promise<HttpOutcome>;
  /** The config.json of a model, where the server is on this machine. */
  modelConfig: ModelConfigs;
}

/** The replies that all adapters judge. */
export interface ProbeReplies {
  greeting: HttpOutcome;
  models: HttpOutcome;
}
