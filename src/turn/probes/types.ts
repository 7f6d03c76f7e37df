import type { AnswerProbe, DeepTarget, ProbeId, Route, SendTools } from "../types.ts";
import type { TurnRequest } from "../wire/requests.ts";

/** The probes of one model: what they are sent with, and what came back so far. */
export interface ProbeRun extends SendTools {
  target: DeepTarget;
  /** New for every run, so that no prompt is in the server's cache. */
  salt: string;
  seen: Partial<Record<ProbeId, AnswerProbe>>;
}

/** One inference of --deep. */
export interface Probe {
  id: ProbeId;
  /** Follows "MODEL: " in the progress line. */
  title: string;
  /** "main": for every server; "extra": for a slow one; "diagnosis": after a failure, to find its cause. */
  kind: "main" | "extra" | "diagnosis";
  /** Whether to send it, by what was seen so far. */
  wanted(run: ProbeRun): boolean;
  request(run: ProbeRun): TurnRequest;
  /** The route, where it is not the target's own. */
  route?(run: ProbeRun): Route;
  /** What follows from its result, which is in `seen` then. */
  after?(run: ProbeRun): void;
  /** Sent a moment later, while the first runs; both results are kept. */
  second?: { id: ProbeId; request(run: ProbeRun): TurnRequest };
}
