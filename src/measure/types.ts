import type { SendTarget } from "../deep/send.ts";
import type { Http } from "../ports/index.ts";

/** One model to measure, and how it is asked. */
export interface MeasureTarget extends SendTarget {
  /** What requests name. */
  model: string;
  /** Ollama's native route: the context that OpenClaw would ask for. */
  askContext: number | null;
}

/** What every measurement is given. */
export interface MeasureTools {
  http: Http;
  target: MeasureTarget;
  /** Limit of one inference, in ms. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Says which step is made; called at the start of each. */
  progress?(text: string): void;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
}

/** Why a measurement ended before its end, in the words of the report. */
export const INTERRUPTED = "interrupted";
