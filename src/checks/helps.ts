import type { ServerKind } from "../servers/registry.ts";
import type { ServerAdapter, ServerModel, ServerState } from "../servers/types.ts";

/** A product with a model to name in commands. */
export interface Sample {
  server: ServerAdapter;
  model: ServerModel;
  state: ServerState;
  platform: NodeJS.Platform;
}

/**
 * One command, edit or setting; what a user types is between backticks. A function takes it from the adapter of the
 * product. Null: the fault does not occur there.
 */
export type ProductHelp = string | null | ((sample: Sample) => string | null);

/** By product. Those that are not named share the entry of unknown products. */
export type ByServer = Readonly<
  Partial<Record<ServerKind, ProductHelp>> & Record<"openai-compatible", ProductHelp>
>;

/** By place: "OpenClaw config", "nginx", "this tool". */
type ByPlace = Readonly<Record<string, string>>;

/** The remedies of a check. Where they do not depend on the product, `because` tells why. */
export type Helps = { byServer: ByServer; also?: ByPlace } | { always: ByPlace; because: string };
