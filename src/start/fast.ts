import { lint } from "../commands/lint/spec.ts";
import { runnable } from "../commands/shared/command.ts";
import { main } from "./cli.ts";
import { parsePlain } from "./parse-plain.ts";
import { runCommand } from "./run-command.ts";

/*
 * The way of the command lines that editors, hooks and CI type all day, without the parser of command lines, which takes
 * as long as lint itself. It is bundled into one file (scripts/build.js) that start.ts runs with a code cache.
 */

/**
 * Runs a command line when it is a plain one: a lint without a fix whose every word is understood. Null for anything
 * else, with nothing done yet: full.ts takes it, help, suggestions and wrong usage included.
 */
export function runPlain(argv: readonly string[]): Promise<void> | null {
  const [name, ...words] = argv;
  const line = name === lint.name ? parsePlain(lint, words) : null;
  if (line === null || line.options["fix"] === true || line.options["fixDryRun"] === true) return null;
  const command = runnable(lint, () => import("../commands/lint/run.ts"));
  return main(argv, (_, signal, env) => runCommand(command, line, signal, env));
}
