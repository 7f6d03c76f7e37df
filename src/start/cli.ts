import { setMaxListeners } from "node:events";
import { errorMessage, InterruptedError, UserError } from "../core/errors.ts";
import { neutralize, redactSecrets } from "../core/text.ts";
import { whenStdoutBreaks, writeStdout } from "../io/stdout.ts";
import { toolVersion } from "../io/tool.ts";
import type { Env } from "../ports/index.ts";

/** Time for the last output after an interruption. */
const LINGER_MS = 200;

/** Runs a command line and returns the exit status. Throws UserError for wrong usage. */
export type Program = (argv: readonly string[], signal: AbortSignal, env: Env) => Promise<number>;

/**
 * Runs one command line and sets the exit status. Never throws. Handles what all commands have in common: signals, broken
 * pipes and the report of a failure.
 */
export async function main(argv: readonly string[], program: Program): Promise<void> {
  process.exitCode = await run(argv, program);
}

async function run(argv: readonly string[], program: Program): Promise<number> {
  whenStdoutBreaks(endOnBrokenPipe);
  const abort = new AbortController();
  // Every request in flight listens to it; a scan has dozens at once.
  setMaxListeners(0, abort.signal);
  const onSignal = () => {
    // A second Ctrl-C ends the process at once.
    if (abort.signal.aborted) process.exit(130);
    abort.abort(new InterruptedError());
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    return await program(argv, abort.signal, process.env);
  } catch (error) {
    if (abort.signal.aborted) return interrupted(error);
    return await report(error, argv);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
    if (abort.signal.aborted) leaveSoon();
  }
}

/** After Ctrl-C: name lookups and started commands cannot be canceled, so do not wait for them. */
function leaveSoon(): void {
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

function interrupted(error: unknown): number {
  const left = error instanceof InterruptedError ? error.left : null;
  process.stderr.write(
    `interrupted; ${left === null ? "nothing is left half done" : neutralize(left, 2_000)}\n`,
  );
  return 130;
}

/** Prints a message and a hint for bad input, and the stack for a bug. With --json, one JSON document. */
async function report(error: unknown, argv: readonly string[]): Promise<number> {
  if (error instanceof InterruptedError) return interrupted(error);
  const user = error instanceof UserError;
  const clean = (text: string) => redactSecrets(text, []);
  const message = clean(user ? error.message : `internal error: ${errorMessage(error)}`);
  const hint = user
    ? error.hint
    : "this is a bug in openclaw-local; please report it with the command line and the lines below";
  if (wantsJson(argv)) {
    const document = {
      schemaVersion: 1,
      tool: { name: "openclaw-local", version: toolVersion() },
      command: argv[0] ?? null,
      ok: false,
      error: { message, hint },
      findings: [],
    };
    await writeStdout(`${JSON.stringify(document, null, 2)}\n`);
  }
  // a message may repeat what a server says
  const [said, advice] = [message, hint].map((text) => text && neutralize(text, 2_000));
  process.stderr.write(`openclaw-local: ${said}\n${hint === null ? "" : `  ${advice}\n`}`);
  if (!user && error instanceof Error && error.stack !== undefined)
    process.stderr.write(clean(`${error.stack}\n`));
  return user ? error.exitCode : 2;
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  const options = end < 0 ? argv : argv.slice(0, end);
  return options.some(
    (a, i) => a === "--json" || a === "--format=json" || (a === "json" && options[i - 1] === "--format"),
  );
}

/** `openclaw-local scan | head -1` closes the pipe early, which is not an error. */
function endOnBrokenPipe(error: Error & { code?: string }): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
}
