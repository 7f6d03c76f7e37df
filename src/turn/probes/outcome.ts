import type { AnswerProbe, ErrorKind, ProbeId } from "../types.ts";
import type { ProbeRun } from "./types.ts";

/** Errors that may come from a part of the request, so that another form of it may pass. */
const ABOUT_THE_REQUEST: readonly ErrorKind[] = ["params", "template", "other"];

/** True when the server answered, and with no error. */
export function answered(seen: AnswerProbe | undefined): seen is AnswerProbe {
  return seen !== undefined && seen.errorKind === null;
}

/**
 * True when the server refused the request for its content, as far as text and status show. A 5xx without a known text
 * is a server in trouble: other forms of the request would fail the same way.
 */
export function refused(seen: AnswerProbe | undefined): seen is AnswerProbe {
  if (!seen || seen.errorKind === null || seen.status === null) return false;
  if (seen.errorKind === "other" && seen.status >= 500) return false;
  return ABOUT_THE_REQUEST.includes(seen.errorKind);
}

/** True when a tool was called, with a name. */
export function called(seen: AnswerProbe | undefined): seen is AnswerProbe {
  return answered(seen) && seen.toolCalls.some((call) => call.name !== "");
}

/** True when the server answered, and called nothing. */
export function calledNothing(seen: AnswerProbe | undefined): seen is AnswerProbe {
  return answered(seen) && seen.toolCalls.length === 0 && !seen.streamFaults.includes("cut");
}

/** True when the short prompt was refused, and no other form of it has passed yet. */
export function stillRefused({ seen }: ProbeRun): boolean {
  const tried: ProbeId[] = [
    "string-content",
    "no-stream-options",
    "max-tokens-field",
    "system-role",
    "no-store",
  ];
  return refused(seen.small) && !tried.some((id) => answered(seen[id]));
}

/** True when tools are refused with the short prompt, too, and no other form of them has passed yet. */
export function toolsStillRefused({ seen }: ProbeRun): boolean {
  return refused(seen["short-tools"]) && !answered(seen["no-pattern"]);
}

/** True when no tool is called with the short prompt either, and nothing that was tried has changed that. */
export function stillNoCall({ seen }: ProbeRun): boolean {
  const tried: ProbeId[] = ["no-thinking", "other-route", "forced-tool"];
  return calledNothing(seen["short-tools"]) && !tried.some((id) => called(seen[id]));
}

/** True when the turn after a tool call was refused, and no other form of it has passed yet. */
export function resultStillRefused({ seen }: ProbeRun): boolean {
  return refused(seen["follow-up"]) && !answered(seen["result-name"]);
}
