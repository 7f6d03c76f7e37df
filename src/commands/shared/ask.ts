import { UserError } from "../../core/errors.ts";
import type { Outside } from "../../ports/index.ts";
import { createStyle, decideColor } from "../../ui/color.ts";
import { createPrompter, type Prompter } from "../../ui/prompts.ts";
import { symbolsFor, useAscii } from "../../ui/symbols.ts";
import type { Look } from "../../ui/terminal.ts";

/** --no-input is `input: false`. */
interface Input {
  input?: boolean | undefined;
}

/** True when a person at a terminal can be asked. */
export function canAsk({ input }: Input, { stdinIsTty, stderrIsTty, env }: Outside): boolean {
  return input !== false && stdinIsTty && stderrIsTty && (env["CI"] ?? "") === "";
}

/** The options of a question's looks. */
type Looks = Pick<Look, "color">;

/** The prompter. Throws UserError when asking is impossible; `hint` names the alternative. */
export function prompterFor(
  o: Input & Looks,
  { noInput, noTerminal, hint }: { noInput: string; noTerminal: string; hint: string },
  outside: Outside,
): Prompter {
  if (canAsk(o, outside)) return terminalPrompter(o, outside);
  throw new UserError(o.input === false ? noInput : noTerminal, { hint });
}

function terminalPrompter({ color }: Looks, { signal, secrets, env, host, stderrIsTty }: Outside): Prompter {
  return createPrompter({
    signal,
    mask: (text) => secrets?.mask(text) ?? text,
    style: () => createStyle(decideColor({ flag: color, env, isTty: stderrIsTty })),
    symbols: symbolsFor(useAscii(env, host.platform)),
    dumb: env["TERM"] === "dumb",
  });
}
