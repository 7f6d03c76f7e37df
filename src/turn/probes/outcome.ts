import type { AnswerProbe, DeepFacts, ErrorKind, ProbeId } from "../types.ts";
import type { ProbeRun } from "./types.ts";

/** Errors that may come from a part of the request, so that another form of it may pass. */
const ABOUT_THE_REQUEST: readonly ErrorKind[] = ["params", "template", "other"];

type Seen = AnswerProbe | null | undefined;

/** True when the server answered, and with no error. */
export function answered(seen: Seen): seen is AnswerProbe {
  return seen != null && seen.errorKind === null;
}

/** True when the server asked to come back later: that shows nothing about the request. */
export function isLater(seen: Seen): boolean {
  return seen?.errorKind === "busy" || seen?.errorKind === "loading";
}

/**
 * True when the server refused the request for its content, as far as text and status show. A 5xx without a known text
 * is a server in trouble, and a 403 a refusal of who asks: other forms of the request would fail the same way.
 */
export function refused(seen: Seen): seen is AnswerProbe {
  if (!seen || seen.errorKind === null || seen.status === null) return false;
  if (seen.errorKind === "other" && (seen.status >= 500 || seen.status === 403)) return false;
  return ABOUT_THE_REQUEST.includes(seen.errorKind);
}

/** True when there was no response at all, which says nothing about the request: the server ended, or restarts. */
export function gone(seen: Seen): boolean {
  return seen?.errorKind === "other" && seen.status === null;
}

/** True for a failure that may pass by itself: nothing names its cause, or the connection was lost. */
export function mayPass(seen: Seen): seen is AnswerProbe {
  if (!seen || seen.errorKind === "aborted") return false;
  // a 504 is a proxy's time limit
  if (seen.errorKind === "timeout") return seen.status !== null;
  return seen.errorKind === "other" || seen.errorKind === "cut" || seen.streamFaults.includes("cut");
}

/**
 * True when the server hung: by the time limit nothing had come, or nothing more for more than half of the time. What was
 * still arriving shows a slow server.
 */
export function hung(seen: Seen): boolean {
  if (seen?.errorKind !== "timeout" || seen.status !== null) return false;
  const something = seen.text !== "" || seen.reasoning !== "" || seen.toolCalls.length > 0;
  return !something || seen.totalMs - (seen.lastEventMs ?? seen.totalMs) > seen.totalMs / 2;
}

/** True when a tool was called in a form that OpenClaw executes. */
export function called(seen: Seen): seen is AnswerProbe {
  return answered(seen) && seen.callFault == null && seen.toolCalls.some((call) => call.name !== "");
}

/** True when the server answered, and called nothing. An answer that its limit cut off shows nothing. */
export function calledNothing(seen: Seen): seen is AnswerProbe {
  return answered(seen) && seen.toolCalls.length === 0 && !seen.streamFaults.includes("cut") && !ranOut(seen);
}

/** True when the answer used up its limit without a whole call. */
export function ranOut(seen: Seen): boolean {
  if (!answered(seen) || seen.finishReason !== "length") return false;
  return seen.callFault === "cut-off" || seen.toolCalls.length === 0;
}

/** A probe whose failure is searched for. */
export type Base = "small" | "short-tools" | "follow-up";

/** The other forms of each request, one of which may pass. */
const CURES: Readonly<Record<Base, readonly ProbeId[]>> = {
  small: [
    "string-content",
    "single-message",
    "no-stream-options",
    "max-tokens-field",
    "system-role",
    "no-store",
  ],
  "short-tools": ["no-pattern", "unstreamed-tools", "no-thinking", "other-route", "forced-tool"],
  "follow-up": ["result-name", "role-content-only"],
};

/** Two in a row, since a gateway in front of two servers takes turns between them. */
const AGAIN = {
  small: ["small-again", "small-once-more"],
  "short-tools": ["short-tools-again", "short-tools-once-more"],
  "follow-up": ["follow-up-again", "follow-up-once-more"],
} as const satisfies Record<Base, readonly [ProbeId, ProbeId]>;

type Probes = DeepFacts["probes"];

/** True when another form of a request passed where this one fails. */
export function isCured(seen: Probes, base: Base): boolean {
  const passes = refused(seen[base]) ? answered : called;
  return fails(seen, base) && CURES[base].some((id) => passes(seen[id]));
}

/** True when another form of a request was tried. */
export function wasSearched(seen: Probes, base: Base): boolean {
  return CURES[base].some((id) => seen[id] !== undefined);
}

/** True when no other form of a request that fails has passed yet. */
export function isOpen({ seen }: ProbeRun, base: Base): boolean {
  return fails(seen, base) && !isCured(seen, base);
}

/** Only a request with tools fails by calling nothing. */
function fails(seen: Probes, base: Base): boolean {
  return refused(seen[base]) || (base === "short-tools" && calledNothing(seen[base]));
}

/**
 * True when the request failed in the same way twice more after another form of it had passed. Only then is the other
 * form the cure, and not the next try.
 */
export function isProved(seen: Probes, base: Base): boolean {
  return AGAIN[base].every((id) => failsAlike(seen[base], seen[id]));
}

/** True when the request failed in the same way once more. */
export function failedAgain(seen: Probes, base: Base): boolean {
  return failsAlike(seen[base], seen[AGAIN[base][0]]);
}

function failsAlike(first: Seen, again: Seen): boolean {
  if (first == null || again == null) return false;
  if (first.errorKind === null) return calledNothing(first) && calledNothing(again);
  const same = first.errorKind === again.errorKind && first.status === again.status;
  return same && refused(first) && refused(again);
}

/** After another try of a request: where it passes, the failure was chance and the search for its cause void. */
export function settleAgain({ seen }: ProbeRun, base: Base, id: ProbeId): void {
  const again = seen[id];
  const missed = base === "short-tools" && calledNothing(seen[base]);
  const passes = missed ? called(again) : answered(again) && !mayPass(again);
  if (!passes || again === undefined) return;
  for (const id of CURES[base]) delete seen[id];
  seen[base] = again;
}

/** After the second try of a main probe: where it passes, it counts. */
export function settleMain({ seen }: ProbeRun, id: "answer" | "tools", again: ProbeId): void {
  const second = seen[again];
  if (answered(second) && !mayPass(second)) seen[id] = second;
}
