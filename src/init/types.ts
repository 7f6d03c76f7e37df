import type { EditOp, LoadedConfig } from "../config/read/types.ts";
import type { EditPlan } from "../config/write/plan.ts";
import type { JsonObject } from "../core/json.ts";
import type { ConfigPath } from "../core/path.ts";
import type { ServerModel } from "../servers/types.ts";
import type { Role } from "./roles/places.ts";
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

/** The settings of memory search for a local server. */
export interface SearchSettings {
  provider: string;
  model: string;
  /** Of the server; null: the provider's own. */
  baseUrl: string | null;
  /** Null: the address and the key are those of the provider entry. */
  remote: { baseUrl: string; apiKey: string } | null;
}

/** A model of its own for one kind of work. */
export interface RoleChoice {
  role: Role;
  /** As the config has it: provider/id. */
  ref: string;
  /** One clause. */
  why: string;
  /** The key that names it; for embeddings the settings of memory search. */
  path: ConfigPath;
  /** The model on the server that is set up; null: it is elsewhere. */
  served: ServerModel | null;
  /** The choices for its row; null where it has one already, or needs none. */
  row: InitChoices | null;
  /** For embeddings only. */
  search: SearchSettings | null;
}

/** All decisions. planInit turns them into text or edits. */
export interface InitChoices {
  providerId: string;
  /** For a new entry as OpenClaw documents it; else the entry's own, with variables replaced. */
  baseUrl: string;
  /** The existing entry's spelling works, so it stays. */
  keepBaseUrl: boolean;
  api: InitApi;
  /** Null: write no key. */
  apiKey: string | null;
  /** True: replace an existing key. */
  apiKeyForced: boolean;
  /** As the server lists it. */
  modelId: string;
  /** As the config has it: with `${…}` escaped, or as an existing row spells it. */
  writtenId: string;
  reasoning: boolean;
  vision: boolean;
  /** Of the row: what the server and the model need. Only keys that OpenClaw's release knows. */
  compat: JsonObject;
  /** For a new entry; undefined: OpenClaw's release has no such key. */
  timeoutSeconds: number | undefined;
  /** How OpenClaw starts the server itself; null: it does not. */
  localService: JsonObject | null;
  contextWindow: number;
  /** Null: the row gets the figures here. Else it keeps its own lower ones, up to this. */
  contextLimit: number | null;
  /** Null when OpenClaw does not request a context. */
  contextTokens: number | null;
  contextNote: string;
  maxTokens: number;
  network: NetworkNeeds;
  routing: Routing;
  /** Model refs as the config's values, with `${…}` escaped. */
  primary: string;
  fallbacks: string[];
  alias: string | null;
  roles: RoleChoice[];
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

/** The change, not yet written. */
export interface Prepared {
  plan: InitPlan;
  edits: EditPlan;
  /** The config after the change. */
  next: LoadedConfig;
  notes: string[];
}
