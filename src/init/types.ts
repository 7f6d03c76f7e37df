import type { EditOp } from "../config/read/types.ts";
import type { JsonObject } from "../core/json.ts";
import type { Routing } from "./templates/types.ts";

export const INIT_APIS = ["openai-responses", "openai-completions", "ollama"] as const;
export type InitApi = (typeof INIT_APIS)[number];

/** What a step chose, why, and notes for the user. */
export interface Choice<T> {
  value: T;
  /** One clause, shown next to the value. */
  why: string;
  notes: string[];
}

export function chosen<T>(value: T, why: string, ...notes: string[]): Choice<T> {
  return { value, why, notes };
}

/** Further provider settings that an address needs. */
export interface NetworkNeeds {
  timeoutSeconds?: number;
  request?: JsonObject;
  compat?: JsonObject;
}

/** All decisions. planInit turns them into text or edits. */
export interface InitChoices {
  providerId: string;
  /** As in the config: with /v1, or Ollama's root for its native API. */
  baseUrl: string;
  api: InitApi;
  /** Null: write no key. */
  apiKey: string | null;
  /** True: replace an existing key. */
  apiKeyForced: boolean;
  modelId: string;
  reasoning: boolean;
  vision: boolean;
  contextWindow: number;
  /** Null when OpenClaw does not request a context. */
  contextTokens: number | null;
  contextNote: string;
  maxTokens: number;
  network: NetworkNeeds;
  routing: Routing;
  primary: string;
  fallbacks: string[];
  alias: string | null;
  /** For the openrouter-regional template. */
  openrouterBaseUrl: string | null;
}

/** The planned change: edits of an existing config, or the text of a new one. */
export interface InitPlan {
  ops: EditOp[];
  /** Text of the new file; null for an existing config. */
  text: string | null;
  notes: string[];
  provider: string;
  /** provider/id */
  model: string;
  routing: Routing;
}
