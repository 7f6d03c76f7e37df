import { UserError } from "../../core/errors.ts";
import type { Outside } from "../../ports/index.ts";
import { keyOf, type Option, type ValueSource, type Values } from "./option.ts";

/** A positional argument. */
export interface Argument {
  /** "[files...]", "<shell>". */
  readonly name: string;
  readonly description: string;
  readonly choices?: readonly string[];
  readonly completes?: ValueSource;
}

/** A parsed command line. Options are under their `keyOf` names and unchecked. */
export interface Line {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** The interface of a command, for help, completion and the parsers. */
export interface Spec<O extends readonly Option[] = readonly Option[]> {
  readonly name: string;
  readonly summary: string;
  readonly args: readonly Argument[];
  readonly options: O;
  readonly examples: readonly string[];
}

/** Runs a command and returns the exit status. */
export type Run<S extends Spec> = (
  o: Values<S["options"]>,
  args: readonly string[],
  outside: Outside,
) => Promise<number>;

/** A command of the program. */
export interface Command extends Spec {
  /** Checks the options, loads the code and runs it. Returns the exit status. */
  start(line: Line, outside: Outside): Promise<number>;
}

/** Defines a command. Its options determine the types in `Run`. */
export function defineCommand<const O extends readonly Option[]>(spec: Spec<O>): Spec<O> {
  return spec;
}

/** Combines a spec with its code, which loads when the command runs. */
export function runnable<O extends readonly Option[]>(
  spec: Spec<O>,
  load: () => Promise<{ run: Run<Spec<O>> }>,
): Command {
  return {
    ...spec,
    async start({ args, options }, outside) {
      const o = readOptions(spec, options);
      return (await load()).run(o, args, outside);
    },
  };
}

/** Turns raw options into checked values. Throws UserError. */
function readOptions<O extends readonly Option[]>(
  { name, options }: Spec<O>,
  given: Line["options"],
): Values<O> {
  try {
    return Object.fromEntries(
      options.map((option) => [keyOf(option), option.read(given[keyOf(option)])]),
    ) as Values<O>;
  } catch (error) {
    if (!(error instanceof UserError) || error.hint !== null) throw error;
    throw new UserError(error.message, { hint: `see: openclaw-local ${name} --help` });
  }
}
