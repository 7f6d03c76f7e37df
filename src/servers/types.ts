import type { ServerKind } from "./registry.ts";
import type { ServerFacts } from "./shared/facts.ts";

export type { ServerKind } from "./registry.ts";
export type { ServerAdapter } from "./shared/adapter.ts";
export type { AuthState, ServerModel, ServerStatus } from "./shared/facts.ts";

/** What was found at one address. */
export interface ServerState extends ServerFacts {
  /** Null when not recognized. */
  kind: ServerKind | null;
  /** Nothing listens there yet, but a process of this product on this machine has the port in its command line. */
  starts?: ServerKind | undefined;
}
