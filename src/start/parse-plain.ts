import type { Argument, Line, Spec } from "../commands/shared/command.ts";
import { keyOf, namesOf, takesValue } from "../commands/shared/option.ts";

/**
 * Parses the words after a command's name, with the same result as commander. Returns null for everything but the usual
 * forms of the command's options: help, unknown or shortened options, clusters, `--`, a value that is missing or looks
 * like an option. commander then parses the words or reports the error.
 */
export function parsePlain(command: Pick<Spec, "args" | "options">, words: readonly string[]): Line | null {
  const known = new Map(command.options.flatMap((option) => namesOf(option).map((name) => [name, option])));
  const args: string[] = [];
  const options: Record<string, unknown> = {};
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? "";
    if (word === "") return null;
    if (!word.startsWith("-") || word === "-") {
      args.push(word);
      continue;
    }
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const option = known.get(equals < 0 ? word : word.slice(0, equals));
    if (option === undefined || (equals >= 0 && !takesValue(option))) return null;
    const key = keyOf(option);
    if (!takesValue(option)) {
      options[key] = !word.startsWith("--no-");
      continue;
    }
    if (equals < 0) i += 1;
    const text = equals < 0 ? words[i] : word.slice(equals + 1);
    if (text === undefined || text === "" || (equals < 0 && text.startsWith("-"))) return null;
    options[key] = option.repeatable === true ? added(options[key], text) : text;
  }
  const most = command.args.some((arg) => arg.name.includes("...")) ? args.length : command.args.length;
  return args.length > most || command.args.some(needsCare) ? null : { args, options };
}

/** Adds a value of a repeatable option. */
export function added(before: unknown, text: string): unknown[] {
  return [...(Array.isArray(before) ? before : []), text];
}

/** True for required arguments and those with fixed choices. */
function needsCare({ name, choices }: Argument): boolean {
  return name.startsWith("<") || choices !== undefined;
}
