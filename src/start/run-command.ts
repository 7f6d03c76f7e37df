import type { RawOptions } from "../commands/shared/options.ts";
import { InterruptedError } from "../core/errors.ts";
import { createOutside } from "../io/outside.ts";
import type { Env, Outside } from "../ports/index.ts";

/** A command's work: arguments and options in, exit status out. */
type CommandRunner = (args: string[], options: RawOptions, outside: Outside) => Promise<number>;

export type LoadCommand = () => Promise<{ run: CommandRunner }>;

/** Runs a command with the real outside, and gives its exit status. */
export async function runCommand(
  load: LoadCommand,
  { args, options }: { args: string[]; options: RawOptions },
  signal: AbortSignal,
  env: Env,
): Promise<number> {
  const outside = createOutside(env, signal);
  try {
    const { run } = await load();
    const status = await run(args, options, outside);
    if (signal.aborted) throw new InterruptedError();
    return status;
  } finally {
    await outside.dispose();
  }
}
