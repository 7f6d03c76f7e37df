import type { Http } from "../ports/index.ts";
import type { InferenceTarget } from "./types.ts";

/** What every measurement is given. */
export interface MeasureTools {
  http: Http;
  target: InferenceTarget;
  /** Limit of one inference, in ms. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  /** Says which step is made; called at the start of each. */
  progress?: ((text: string) => void) | undefined;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}
