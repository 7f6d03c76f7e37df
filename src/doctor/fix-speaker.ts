import type { Outside } from "../ports/index.ts";
import type { FormatName } from "../report/registry.ts";

interface Listener {
  o: { quiet: boolean; dryRun: boolean };
  outside: Pick<Outside, "stdout" | "stderr">;
  /** The format that goes to standard output. */
  toStdout: FormatName | undefined;
  /** Null: nobody is asked. */
  ask: object | null;
}

/**
 * Prints what --fix does, a line at a time, for people: on stdout before the report, or on stderr next to a
 * machine-readable format. JSON has it already.
 */
export function speaker({ o, toStdout, outside, ask }: Listener): (line: string) => Promise<void> {
  return async (line) => {
    // the diff is the result of a dry run
    if (o.quiet && ask === null && !o.dryRun) return;
    if (toStdout === "pretty" && ask === null) await outside.stdout(`${line}\n`);
    else if (toStdout !== "json" || ask !== null) outside.stderr(`${line}\n`);
  };
}
