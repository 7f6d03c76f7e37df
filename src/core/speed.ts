/** Who kept the time: the server's own timings, or the arrival of the pieces of its answer here. */
type SpeedSource = "server" | "stream";

/** One figure of several runs, in tokens a second. */
export interface SpeedSpread {
  median: number;
  low: number;
  high: number;
  runs: number;
  source: SpeedSource;
}

/** The speed of a model with prompts of about one size. */
export interface DepthSpeed {
  /** Size that was aimed at, in tokens. */
  depth: number;
  /** As the server counted the prompt. */
  promptTokens: number;
  /** Cold: no cache held a part of the prompt. Null: see `why`. */
  prefill: SpeedSpread | null;
  /** Null: see `why`. */
  decode: SpeedSpread | null;
  /** Why a figure is missing. */
  why: string | null;
  /** A second turn of the same conversation: seconds to its first token, tokens that came from the cache (null: not told). */
  again: { seconds: number; cachedTokens: number | null } | null;
}

/** A size that was not measured. */
export interface DepthSkipped {
  depth: number;
  why: string;
  /** "room": the context or --max-time has none; "failed": the server did not do it. */
  because: "room" | "time" | "failed";
}
