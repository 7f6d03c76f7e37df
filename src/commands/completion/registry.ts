import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { powershellScript } from "./powershell.ts";
import { type CompletionCommand, type ShellName, toVerbs, type VerbSpec } from "./spec.ts";
import { zshScript } from "./zsh.ts";

export { SHELL_NAMES } from "./spec.ts";

const generators = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
} satisfies Record<ShellName, (program: string, verbs: readonly VerbSpec[]) => string>;

/** The completion script of a shell: static, so that pressing Tab starts no process. */
export function completionScript(
  shell: ShellName,
  program: string,
  commands: readonly CompletionCommand[],
): string {
  return generators[shell](program, toVerbs(commands));
}
