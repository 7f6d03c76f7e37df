import type { AnswerProbe, DeepTarget, ProbeId, Route, SendTools } from "../types.ts";
import type { TurnRequest } from "../wire/requests.ts";

/** The probes of one model: what they are sent with, and what came back so far. */
export interface ProbeRun extends SendTools {
  target: DeepTarget;
  /** New for every run, so that a server's cache knows none of its prompts. */
  salt: string;
  seen: Partial<Record<ProbeId, AnswerProbe>>;
}

/** One inference of --deep. */
export interface Probe {
  id: ProbeId;
  /** Goes on behind "MODEL: " in the progress line. */
  title: string;
  /** "main": every server gets it; "extra": a slow one; "diagnosis": behind a failure, to find its cause. */
  kind: "main" | "extra" | "diagnosis";
  /** True when what was seen so far calls for it. */
  wanted(run: ProbeRun): boolean;
  request(run: ProbeRun): TurnRequest;
  /** Where it goes instead of the target's own route. */
  route?(run: ProbeRun): Route;
  /** Sent at the same time; both are stored. The second leaves a moment later. */
  beside?: { id: ProbeId; request(run: ProbeRun): TurnRequest };
}
