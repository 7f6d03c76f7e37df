import type { EditOp } from "../config/read/types.ts";
import type { JsonObject } from "../core/json.ts";
import type { ServerKind } from "../servers/types.ts";
import type { Routing } from "./templates/types.ts";

export const INIT_APIS = ["openai-responses", "openai-completions", "ollama"] as const;
export type InitApi = (typeof INIT_APIS)[number];

/** What a step chose, why, and what the user should know besides. */
export interface Choice<T> {
  value: T;
  /** Completes "… because …" or stands behind a colon; one clause. */
  why: string;
  notes: string[];
}

/** A choice, with what the user should know besides. */
export function chosen<T>(value: T, why: string, ...notes: string[]): Choice<T> {
  return { value, why, notes };
}

/** What one address needs besides URL and key, as members of the config. */
export interface NetworkNeeds {
  timeoutSeconds?: number;
  request?: JsonObject;
  compat?: JsonObject;
}

/** Everything decided; planInit turns it into text or edits. */
export interface InitChoices {
  kind: ServerKind;
  providerId: string;
  /** As the config should name it: with /v1, or Ollama's root for its native API. */
  baseUrl: string;
  api: InitApi;
  /** True when the user named the API, so that an existing entry's is overruled. */
  apiForced: boolean;
  /** Null: write none. */
  apiKey: string | null;
  /** True when an existing key has to give way. */
  apiKeyForced: boolean;
  modelId: string;
  reasoning: boolean;
  vision: boolean;
  contextWindow: number;
  /** Null where OpenClaw does not load the model itself. */
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

/** The change as planned: edits of an existing config, or the text of a new one. */
export interface InitPlan {
  ops: EditOp[];
  /** Text of the new file; null when there is a config already. */
  text: string | null;
  notes: string[];
  provider: string;
  /** provider/id */
  model: string;
  routing: Routing;
}
