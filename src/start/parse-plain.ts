import type { Argument, Line, Spec } from "../commands/shared/command.ts";
import { keyOf, namesOf, takesValue } from "../commands/shared/option.ts";

/**
 * Reads the words behind a command's name. It knows the usual forms of the command's options only: null for everything
 * else (help, unknown or shortened options, clusters, `--`, a value that is missing or looks like an option), which
 * commander then reads, or words the error of. Where it gives an answer, it is commander's.
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

/** Another text of a repeatable option. */
export function added(before: unknown, text: string): unknown[] {
  return [...(Array.isArray(before) ? before : []), text];
}

/** Arguments that must be there, or of which only some values will do. */
function needsCare({ name, choices }: Argument): boolean {
  return name.startsWith("<") || choices !== undefined;
}
