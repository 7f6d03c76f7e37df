import { UserError } from "../../core/errors.ts";

/** Where completion finds the values of an option or an argument. */
export type ValueSource =
  | "checks"
  | "endpoints"
  | "formats"
  | "lint-checks"
  | "templates"
  | "backups"
  | "local-models"
  | "hosted-models"
  | "catalogue";

/** The raw value of an option: a boolean for a flag, else its text, or all texts of a repeatable one. */
type Given = unknown;

/** One option: the source for the parsers, help, completion and the types of values. */
export interface Option<F extends string = string, V = unknown> {
  /** As help shows it: "-y, --yes", "--config <path>", "--exam [file]", "--no-color". */
  readonly flags: F;
  readonly description: string;
  readonly choices?: readonly string[] | undefined;
  /** May be given several times. */
  readonly repeatable?: boolean;
  readonly completes?: ValueSource;
  /** The checked value. Throws UserError for an invalid one. */
  read(given: Given): V;
}

/** Reads a value from text, or throws UserError. `flags` are for the message. */
export type Reader<V> = (text: string, flags: string) => V;

type Word<Text> = Text extends `no-${infer Rest}`
  ? Word<Rest>
  : Text extends `${infer W} ${string}`
    ? W
    : Text;
type Camel<Text> = Text extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}` : Text;
/** "--max-warnings <n>" is `maxWarnings`, "--no-color" is `color`. */
type KeyOf<F> = F extends `${string}--${infer Long}` ? Camel<Word<Long>> : never;
type ValueOf<O> = O extends Option<string, infer V> ? V : never;

/** The values of a list of options, as a command gets them. */
export type Values<O extends readonly Option[]> = {
  [T in O[number] as undefined extends ValueOf<T> ? never : KeyOf<T["flags"]>]: ValueOf<T>;
} & {
  [T in O[number] as undefined extends ValueOf<T> ? KeyOf<T["flags"]> : never]?: ValueOf<T>;
};

/** True when given. */
export function flag<F extends string>(flags: F, description: string): Option<F, boolean> {
  return { flags, description, read: (given) => given === true };
}

/** One of `--color` and `--no-color`; undefined when neither is given. */
export function toggle<F extends string>(flags: F, description: string): Option<F, boolean | undefined> {
  return { flags, description, read: (given) => (typeof given === "boolean" ? given : undefined) };
}

export function text<F extends string>(flags: F, description: string): Option<F, string | undefined> {
  return value(flags, description, (given) => given);
}

/** A text that is converted to another value. */
export function value<F extends string, V>(
  flags: F,
  description: string,
  read: Reader<V>,
): Option<F, V | undefined> {
  return {
    flags,
    description,
    read: (given) => (typeof given === "string" ? read(given, flags) : undefined),
  };
}

/** A flag with an optional text: "--exam [file]". */
export function flagOrText<F extends string>(flags: F, description: string): Option<F, boolean | string> {
  return { flags, description, read: (given) => (typeof given === "string" ? given : given === true) };
}

export function choice<F extends string, const C extends string>(
  flags: F,
  description: string,
  choices: readonly C[],
): Option<F, C | undefined> {
  const read: Reader<C> = (given) => {
    const known = choices.find((one) => one === given);
    if (known === undefined) throw invalid(flags, given, `Allowed choices are ${choices.join(", ")}.`);
    return known;
  };
  return { ...value(flags, description, read), choices };
}

/** May be given several times. */
export function many<F extends string, V>(
  flags: F,
  description: string,
  read: Reader<V>,
): Option<F, readonly V[]> {
  return {
    flags,
    description,
    repeatable: true,
    read: (given) => textsOf(given).map((one) => read(one, flags)),
  };
}

/** May be given several times, each time with one word or a comma-separated list. */
export function list<F extends string>(flags: F, description: string): Option<F, readonly string[]> {
  return {
    flags,
    description,
    repeatable: true,
    read: (given) =>
      textsOf(given)
        .flatMap((one) => one.split(",").map((word) => word.trim()))
        .filter(Boolean),
  };
}

function textsOf(given: Given): string[] {
  return Array.isArray(given) ? given.filter((one) => typeof one === "string") : [];
}

/** A whole number of at least `least`. */
export function count(least: number): Reader<number> {
  return (given, flags) => {
    const number = Number(given);
    if (!/^\d+$/.test(given) || !Number.isSafeInteger(number) || number < least)
      throw invalid(flags, given, `It must be a whole number of at least ${least}.`);
    return number;
  };
}

const UNITS = { ms: 1, s: 1_000, m: 60_000 } as const;
/** Longer timers fire at once in Node. */
const MOST_MS = 2 ** 31 - 1;

/** A time in ms: "1500", "1500ms", "5s", "2m". */
export const time: Reader<number> = (given, flags) => {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(given) ?? [];
  const scale = unit === "s" || unit === "m" ? UNITS[unit] : UNITS.ms;
  const ms = Math.round(Number(number) * scale);
  if (!(ms >= 1 && ms <= MOST_MS))
    throw invalid(flags, given, "It must be a time such as 1500ms, 5s or 2m; without a unit it is in ms.");
  return ms;
};

function invalid(flags: string, given: string, why: string): UserError {
  return new UserError(`option '${flags}' argument '${given}' is invalid. ${why}`);
}

/** "-y, --yes": both names. */
export function namesOf({ flags }: Option): string[] {
  return flags.replace(/ [<[].*$/, "").split(", ");
}

export function takesValue({ flags }: Option): boolean {
  return /[<[]/.test(flags);
}

/** The parser's name for an option: "--max-warnings" is `maxWarnings`. */
export function keyOf(option: Option): string {
  const long = namesOf(option).at(-1) ?? "";
  return long.replace(/^--(?:no-)?/, "").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
