import type { Command, Line } from "../commands/shared/command.ts";
import { InterruptedError, UserError } from "../core/errors.ts";
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
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, hint, exitCode, cause } = error;
    const mask = (text: string) => outside.secrets?.mask(text) ?? text;
    throw new UserError(mask(message), { hint: hint === null ? null : mask(hint), exitCode, cause });
  } finally {
    await outside.dispose();
  }
}
