import type { Http } from "../../ports/index.ts";
import type { AnswerProbe, DeepTarget, ProbeId } from "../types.ts";
import type { TurnRequest } from "../wire/requests.ts";
import type { SendOptions } from "../wire/send.ts";

/** What has been learned so far, and with what to learn more. */
export interface ProbeRun {
  http: Http;
  target: DeepTarget;
  options: SendOptions;
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
  /** What it sends beyond the shape of a turn. */
  sends: string;
  /** What it costs, in tokens or in words. */
  cost: string;
  /** True when what was seen so far calls for it. */
  wanted(run: ProbeRun): boolean;
  request(run: ProbeRun): TurnRequest;
  /** Where it goes instead of the target's own route. */
  route?(run: ProbeRun): DeepTarget["route"];
  /** Sent at the same time; both are stored. The second leaves a moment later. */
  beside?: { id: ProbeId; request(run: ProbeRun): TurnRequest };
}
