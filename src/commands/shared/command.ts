import { UserError } from "../../core/errors.ts";
import type { Outside } from "../../ports/index.ts";
import { keyOf, type Option, type ValueSource, type Values } from "./option.ts";

/** An argument that is no option. */
export interface Argument {
  /** "[files...]", "<shell>". */
  readonly name: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** Where completion finds its values. */
  readonly completes?: ValueSource;
}

/** A command line as its parser leaves it: options by the name of `keyOf`, unchecked. */
export interface Line {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a command is called with: all that help, completion and the parsers need, without its work. */
export interface Spec<O extends readonly Option[] = readonly Option[]> {
  readonly name: string;
  readonly summary: string;
  readonly args: readonly Argument[];
  readonly options: O;
  /** For help. */
  readonly examples: readonly string[];
}

/** The work of a command: gives the exit status. */
export type Run<S extends Spec> = (
  o: Values<S["options"]>,
  args: readonly string[],
  outside: Outside,
) => Promise<number>;

/** A command of the program. */
export interface Command extends Spec {
  /** Checks the options, loads the work and does it; gives the exit status. */
  start(line: Line, outside: Outside): Promise<number>;
}

/** The spec of a command; its options give `Run` the type of what the work is given. */
export function defineCommand<const O extends readonly Option[]>(spec: Spec<O>): Spec<O> {
  return spec;
}

/** A spec with its work, which is loaded when the command runs. */
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

/** The parsing edge: what the command line says becomes what the command is given. Throws UserError. */
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
