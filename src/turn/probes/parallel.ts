import { answerTokens, readSpeed, SMALL_CHARS, smallRequest, turnSeconds } from "../sizes.ts";
import type { Probe, ProbeRun } from "./types.ts";

/** Below this part of the time between two heartbeats, a busy server does not matter. */
const BUSY_SHARE = 0.1;
/** Nor for less than this, in seconds. */
const MIN_BUSY_SECONDS = 5;
/** Seconds that the server reads the first of the two. */
const READ_SECONDS = 2;

/**
 * Two at once: does the second wait until the first is done? Sent only where a turn is long compared to the time between
 * two heartbeats, and the server does not report more than one slot.
 */
export const parallel: Probe = {
  id: "parallel-long",
  title: "asking two things at once",
  kind: "extra",
  wanted: (run) => isLong(run) && (run.target.slots === null || run.target.slots === 1),
  request: (run) => ({
    ...smallRequest(run, "parallel"),
    promptChars: Math.max(SMALL_CHARS / 4, Math.min(12_000, (readSpeed(run) ?? 0) * READ_SECONDS * 3)),
    maxTokens: answerTokens(run, 64),
    ask: "Count from one to forty in words, one on each line.",
  }),
  second: {
    id: "parallel-short",
    request: (run) => ({ ...smallRequest(run, "beside"), promptChars: SMALL_CHARS / 4, maxTokens: 16 }),
  },
};

function isLong(run: ProbeRun): boolean {
  const { heartbeatSeconds } = run.target;
  const seconds = turnSeconds(run);
  if (heartbeatSeconds === null || seconds === null) return false;
  return seconds >= Math.max(MIN_BUSY_SECONDS, heartbeatSeconds * BUSY_SHARE);
}
