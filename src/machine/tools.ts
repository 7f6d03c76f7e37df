import type { ExecResult, Proc } from "../ports/index.ts";

/** In ms: what a tool of the system that answers at once may take. */
export const TOOL_MS = 1000;
/** A tool that starts late gets this at least, in ms. */
const LEAST_MS = 100;

/** What a tool of the system prints; null when it is missing, fails or is late. */
export async function toolOutput(
  proc: Proc,
  command: string,
  args: readonly string[],
): Promise<string | null> {
  const { exitCode, stdout } = await proc.run(command, args, { timeoutMs: TOOL_MS });
  return exitCode === 0 ? stdout : null;
}

/** Runs a tool within a limit that it shares with others. */
export type RunTool = (command: string, args: readonly string[]) => Promise<ExecResult>;

/** Tools that share one limit of `timeoutMs` from now on, so that several that hang cost no more than one. */
export function sharedLimit(proc: Proc, timeoutMs: number): RunTool {
  const deadline = performance.now() + timeoutMs;
  return (command, args) =>
    proc.run(command, args, {
      timeoutMs: Math.max(LEAST_MS, Math.round(deadline - performance.now())),
    });
}
