import { InterruptedError } from "../../core/errors.ts";
import { neutralize, redactSecrets } from "../../core/text.ts";
import { duration } from "../../core/words.ts";
import type { Proc, Progress } from "../../ports/index.ts";
import { failed } from "./look.ts";

/** A program with its arguments, as it is run. */
export interface Command {
  /** Path of the program. */
  program: string;
  args: readonly string[];
  timeoutMs: number;
  /** What an interruption may leave behind, as a sentence; null: nothing. */
  left: string | null;
}

/** Runs a command that ends by itself; what it writes is the progress. Throws UserError with its last words. */
export async function runCommand(
  { program, args, timeoutMs, left }: Command,
  proc: Proc,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) throw new InterruptedError();
  const onOutput = (text: string) => {
    const line = lastWords(text);
    if (line !== "") progress.update(line);
  };
  const result = await proc.run(program, args, { timeoutMs, signal, onOutput });
  if (signal.aborted) throw new InterruptedError(left);
  if (result.problem === null) return;
  const name = neutralize([program.split(/[\\/]/).at(-1), ...args].join(" "));
  if (result.problem === "not-found") throw failed(`${program} is no longer there`);
  if (result.problem === "timeout") throw failed(`${name} did not end within ${duration(timeoutMs)}`, left);
  const said = lastWords(result.stderr) || lastWords(result.stdout);
  const status = result.exitCode === null ? "it was ended" : `exit status ${result.exitCode}`;
  throw failed(`${name} failed: ${said === "" ? status : said}`, left);
}

/** The last line that says something, safe to print. Progress bars write many over each other. */
export function lastWords(text: string, max = 160): string {
  const lines = text.split(/[\r\n]+/).map((line) => redactSecrets(neutralize(line, max), []));
  return lines.findLast((line) => line !== "") ?? "";
}
