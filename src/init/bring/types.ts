import type { Catalog } from "../../fit/catalog.ts";
import type { Hardware } from "../../machine/types.ts";
import type { Http, Outside, Progress, RequestSettings } from "../../ports/index.ts";
import type { ServerState } from "../../servers/types.ts";

/** A way to bring a model into a state in which a turn works. Nothing is sent or started before `run`. */
export interface Way {
  /** For a question: "load qwen3-8b with 65,536 tokens". */
  title: string;
  /** Exactly what it does: requests and command lines. */
  how: string;
  /** What to know before agreeing: memory, what gets unloaded, bytes to download and free disk space; null: nothing. */
  caution: string | null;
  /** Base URL at which the server answers afterwards. */
  baseUrl: string;
  /**
   * Does it; `progress` was started by the caller. `say` gets at once what must be known if this process is killed: how to
   * stop what was started. Returns lines to show afterwards (the log of a started server, how to
   * stop it). Throws UserError with what the server or the command said, or InterruptedError with what is left.
   */
  run(progress: Progress, signal: AbortSignal, say?: (line: string) => void): Promise<string[]>;
}

/** What authorizes requests to a server. */
export interface Access {
  apiKey?: string | undefined;
  settings?: RequestSettings | undefined;
}

/** In ms. */
export interface BringLimits {
  /** A load, or a start without a download. */
  loadMs: number;
  /** A download as a whole, and without a byte. */
  downloadMs: number;
  stallMs: number;
  /** One look at a server, and the pause between two. */
  lookMs: number;
  pollMs: number;
}

const MINUTE_MS = 60_000;

/** A load of 100 GB from a slow disk takes ten minutes; a download of it, hours. */
export const LIMITS: BringLimits = {
  loadMs: 15 * MINUTE_MS,
  downloadMs: 12 * 60 * MINUTE_MS,
  stallMs: 10 * MINUTE_MS,
  lookMs: 5_000,
  pollMs: 1_000,
};

/** A server that a way talks to. */
export interface Target {
  http: Http;
  baseUrl: string;
  /** For people: "LM Studio". */
  product: string;
  access: Access;
  limits: BringLimits;
}

export interface StartQuestion {
  outside: Outside;
  hardware: Hardware;
  catalog: Catalog;
  /** The context that the user asked for; null: what fits best. In tokens. */
  context: number | null;
  /** The least context in which a turn fits, in tokens. */
  least: number;
  /** What was found at the well-known ports. A product that runs without a model needs only the model. */
  states: readonly ServerState[];
  limits?: BringLimits | undefined;
}
