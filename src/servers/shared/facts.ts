import type { Known } from "../../core/known.ts";
import type { Http, HttpOutcome } from "../../ports/index.ts";

export type ModelType = "llm" | "vlm" | "embedding" | "other";

export interface ServerModel {
  /** What a request must name. */
  id: string;
  /** Other names that the server accepts for it (llama.cpp aliases, vLLM served names with one root). */
  aliases: string[];
  type: ModelType;
  /** null: the server does not say. */
  loaded: boolean | null;
  /** True while it is being loaded into memory. */
  loading: boolean;
  /** Tokens that one request may use, prompt and output together. */
  contextAllocated: Known<number>;
  /** Tokens that the model was trained for or that the server advertises as its maximum. */
  contextTrained: Known<number>;
  capabilities: { tools: boolean | null; vision: boolean | null; reasoning: boolean | null };
  /** Lower-case quantization name as told by the server ("q4_k_m", "4bit"), or null. */
  quantization: string | null;
  sizeBytes: number | null;
  /** Parameters in billions, where the product tells them; absent or null: it does not. */
  billions?: number | null;
  /** Bytes of it that are on the GPU, where told (Ollama size_vram). */
  gpuBytes: number | null;
  /** Runs on another machine or in a cloud (Ollama :cloud, LM Studio LM Link). */
  remote: boolean;
  /** Instances in memory with their own context (LM Studio); empty where the product has no such thing. */
  instances: { id: string; context: number | null }[];
  /** Parallel slots that share or divide the context (llama.cpp), null unknown. */
  slots: number | null;
  /** What a start command names for it, where it is not the id: a file path, a repository. */
  launchName?: string | null;
  /** Why it cannot be used although it is listed ("its last load failed with exit code 1"). */
  problem?: string | null;
  /** Base URL of the server behind a gateway, without userinfo. */
  backend?: string | null;
}

export type AuthState = "none" | "required" | "rejected";

/** What stands at an address, as far as side-effect-free requests tell. */
export type ServerStatus =
  | "ready"
  /** Answers, but is still loading its weights (503 "Loading model"). */
  | "loading"
  /** Requires a key that it did not get, or refused the one it got; models are unknown. */
  | "unauthorized"
  /** Something answers that is no model server (HTML, other JSON). */
  | "not-a-model-server"
  /** A model server, but not under this base path (missing /v1, wrong prefix); see suggestedBaseUrl. */
  | "wrong-path"
  | "refused"
  | "timeout"
  /** Answers, but the time limit was over before it had told everything; nothing is wrong with it. */
  | "slow"
  | "unreachable"
  | "error";

/** What was read at one address, whatever the product. */
export interface ServerFacts {
  /** As asked, without a trailing slash: what `${baseUrl}/chat/completions` is sent to. */
  baseUrl: string;
  /** scheme://host:port of it. */
  origin: string;
  status: ServerStatus;
  /** One sentence of what was seen, for people; no secrets. */
  detail: string;
  /** Product name for people: "LM Studio", "llama.cpp router", "NVIDIA NIM". Null when not recognised. */
  product: string | null;
  version: string | null;
  /** What identified it: "GET /lmstudio-greeting → lmstudio:true". */
  evidence: string;
  auth: AuthState;
  models: ServerModel[];
  /** True when the product is known to have POST /v1/responses, false when known not to, null unknown. */
  responsesApi: boolean | null;
  /**
   * Facts that commands and checks need:
   * "router", "sleeping", "no-template-tools" (llama.cpp); "unindexed-responses": streams Responses events without
   * indexes; "truncates-silently": cuts a long prompt and answers 200; "no-tool-parser": tool calls come back as text;
   * "gateway": passes on to other servers, figures are declared only; "jit-on", "jit-off" (LM Studio);
   * "no-context-limit": nothing is allocated up front (mlx-lm); "binds-all-by-default": listens on all interfaces
   * unless told otherwise; "any-model-name": answers whatever model is named; "embedding-only".
   */
  traits: string[];
  /** A base URL that works where the asked one does not (for wrong-path). */
  suggestedBaseUrl: string | null;
  /** Requests made, in order: what `scan` lists under --verbose. */
  requests: { url: string; outcome: string }[];
  /** Time of the first answer in ms. */
  ms: number;
}

/** Authorized GETs (and the one harmless POST /api/show of Ollama) below one origin, each recorded. */
export interface ServerClient {
  baseUrl: string;
  origin: string;
  /**
   * `path` is appended to the origin and to what stands in front of `/v1` in the base URL (a proxy's sub-path).
   * The key goes only to this origin, and only when `auth` is not false.
   */
  get(path: string, options?: { auth?: boolean; timeoutMs?: number }): Promise<HttpOutcome>;
  post(path: string, body: unknown, options?: { timeoutMs?: number }): Promise<HttpOutcome>;
  http: Http;
}

/** The answers that every adapter may judge; gathered once for an address. */
export interface ProbeReplies {
  greeting: HttpOutcome;
  models: HttpOutcome;
}
