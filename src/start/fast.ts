import { lint } from "../commands/lint/spec.ts";
import { runnable } from "../commands/shared/command.ts";
import { main } from "./cli.ts";
import { parsePlain } from "./parse-plain.ts";
import { runCommand } from "./run-command.ts";

/**
 * The fast path for the command lines of editors, hooks and CI: a lint without a fix, all of whose words are understood.
 * It avoids commander, which takes as long as lint itself. Returns null for everything else, which full.ts then runs.
 * scripts/build.js bundles this into one file that start.ts runs with a code cache.
 */
export function runPlain(argv: readonly string[]): Promise<void> | null {
  const [name, ...words] = argv;
  const line = name === lint.name ? parsePlain(lint, words) : null;
  if (line === null || line.options["fix"] === true || line.options["fixDryRun"] === true) return null;
  const command = runnable(lint, () => import("../commands/lint/run.ts"));
  return main(argv, (_, signal, env) => runCommand(command, line, signal, env));
}
