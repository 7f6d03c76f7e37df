import type { ExecResult, Proc } from "../ports/index.ts";

/** Limit of a system tool that answers at once, in ms. */
export const TOOL_MS = 1000;
/** Minimum for a tool that starts late, in ms. */
const LEAST_MS = 100;

/** The output of a system tool; null when it is missing, fails or takes too long. */
export async function toolOutput(
  proc: Proc,
  command: string,
  args: readonly string[],
): Promise<string | null> {
  const { exitCode, stdout } = await proc.run(command, args, { timeoutMs: TOOL_MS });
  return exitCode === 0 ? stdout : null;
}

/** Runs a tool within a limit that several tools share. */
export type RunTool = (command: string, args: readonly string[]) => Promise<ExecResult>;

/** A runner whose tools share one limit of `timeoutMs` from now on. */
export function sharedLimit(proc: Proc, timeoutMs: number): RunTool {
  const deadline = performance.now() + timeoutMs;
  return (command, args) =>
    proc.run(command, args, {
      timeoutMs: Math.max(LEAST_MS, Math.round(deadline - performance.now())),
    });
}
