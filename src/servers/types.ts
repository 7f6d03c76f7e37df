import type { ServerKind } from "./registry.ts";
import type { ServerFacts } from "./shared/facts.ts";

export type { ServerKind } from "./registry.ts";
export type { ServerAdapter } from "./shared/adapter.ts";
export type { AuthState, ServerModel, ServerStatus } from "./shared/facts.ts";

/** What was read at one address. */
export interface ServerState extends ServerFacts {
  /** Null when not recognised. */
  kind: ServerKind | null;
}
