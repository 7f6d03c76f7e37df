import { UserError } from "../../core/errors.ts";
import type { Outside } from "../../ports/index.ts";
import { COMMANDS } from "../registry.ts";
import type { RawOptions } from "../shared/options.ts";
import { completionScript, SHELL_NAMES } from "./registry.ts";

/** Prints a static completion script. */
export async function run(args: string[], _raw: RawOptions, outside: Outside): Promise<number> {
  const shell = SHELL_NAMES.find((s) => s === args[0]);
  if (shell === undefined) {
    throw new UserError(`no completion for ${JSON.stringify(args[0])}`, {
      hint: `one of: ${SHELL_NAMES.join(", ")}`,
    });
  }
  await outside.stdout(completionScript(shell, "openclaw-local", COMMANDS));
  return 0;
}
