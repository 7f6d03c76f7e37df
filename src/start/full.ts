import { openStdout } from "../io/stdout.ts";
import { main as runMain } from "./cli.ts";

/** Runs any command line and sets the exit status. Never throws. */
export function main(argv: readonly string[]): Promise<void> {
  return runMain(argv, async (...input) => {
    // commander prints the help to process.stdout itself.
    openStdout();
    return (await import("./program.ts")).runProgram(...input);
  });
}
