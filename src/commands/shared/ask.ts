import { UserError } from "../../core/errors.ts";
import type { Outside } from "../../ports/index.ts";
import { createPrompter, type Prompter } from "../../ui/prompts.ts";

/** --no-input is `input: false`. */
interface Input {
  input?: boolean | undefined;
}

/** True when a person at a terminal can be asked. */
export function canAsk({ input }: Input, { stdinIsTty, stderrIsTty, env }: Outside): boolean {
  return input !== false && stdinIsTty && stderrIsTty && (env["CI"] ?? "") === "";
}

/** The prompter. Throws UserError when asking is impossible; `hint` names the alternative. */
export function prompterFor(
  o: Input,
  { noInput, noTerminal, hint }: { noInput: string; noTerminal: string; hint: string },
  outside: Outside,
): Prompter {
  if (canAsk(o, outside))
    return createPrompter(outside.signal, (text) => outside.secrets?.mask(text) ?? text);
  throw new UserError(o.input === false ? noInput : noTerminal, { hint });
}
