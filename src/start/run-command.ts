import type { Command, Line } from "../commands/shared/command.ts";
import { InterruptedError } from "../core/errors.ts";
import { createOutside } from "../io/outside.ts";
import type { Env } from "../ports/index.ts";

/** Runs a command with the real outside and returns its exit status. */
export async function runCommand(
  command: Pick<Command, "start">,
  line: Line,
  signal: AbortSignal,
  env: Env,
): Promise<number> {
  const outside = createOutside(env, signal);
  try {
    const status = await command.start(line, outside);
    if (signal.aborted) throw new InterruptedError();
    return status;
  } finally {
    await outside.dispose();
  }
}
