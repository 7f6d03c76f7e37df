import { setMaxListeners } from "node:events";

/** The end of a run that --max-time sets. */
export interface Deadline {
  signal: AbortSignal;
  /** The limit in ms, for messages. */
  ms: number;
  /** Ms until it ends. */
  left(): number;
}

/** A deadline that begins now; null without a limit. */
export function startDeadline(ms: number | undefined): Deadline | null {
  if (ms === undefined) return null;
  const started = performance.now();
  return {
    signal: AbortSignal.timeout(ms),
    ms,
    left: () => Math.max(1, Math.ceil(ms - (performance.now() - started))),
  };
}

/** Aborts with an interruption or at the deadline, whichever is first. */
export function either(
  interruption: AbortSignal | undefined,
  deadline: Deadline | null | undefined,
): AbortSignal | undefined {
  if (!deadline) return interruption;
  if (interruption === undefined) return deadline.signal;
  const both = AbortSignal.any([interruption, deadline.signal]);
  // every request in flight listens to it
  setMaxListeners(0, both);
  return both;
}
