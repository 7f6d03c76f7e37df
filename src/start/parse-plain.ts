import type { CommandSpec, OptionSpec } from "../commands/shared/spec.ts";

/** What a plain command line says, as commander would hand it to the command. */
export interface PlainLine {
  args: string[];
  options: Record<string, unknown>;
}

interface Named {
  /** Key in the options: "maxWarnings". */
  key: string;
  spec: OptionSpec;
  takesValue: boolean;
  /** What the flag stands for without a value; false for --no-color. */
  flag: boolean;
}

/**
 * Reads the words behind a command's name. It knows the usual forms of the options in `spec` only: null for everything
 * else (help, unknown or shortened options, clusters, `--`, a value that is missing, looks like an option or does not
 * fit), which commander then reads, or words the error of. Where it gives an answer, it is commander's.
 */
export function parsePlain(spec: CommandSpec, words: readonly string[]): PlainLine | null {
  const known = namesOf(spec.options);
  const line: PlainLine = { args: [], options: {} };
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? "";
    if (word === "") return null;
    if (!word.startsWith("-") || word === "-") {
      line.args.push(word);
      continue;
    }
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    const named = known.get(equals < 0 ? word : word.slice(0, equals));
    if (named === undefined || (equals >= 0 && !named.takesValue)) return null;
    if (!named.takesValue) {
      line.options[named.key] = named.flag;
      continue;
    }
    if (equals < 0) i += 1;
    const text = equals < 0 ? words[i] : word.slice(equals + 1);
    if (text === undefined || text === "" || (equals < 0 && text.startsWith("-"))) return null;
    const value = readValue(named.spec, text, line.options[named.key]);
    if (value === null) return null;
    line.options[named.key] = value;
  }
  const most = spec.args.some((arg) => arg.name.includes("...")) ? line.args.length : spec.args.length;
  return line.args.length > most || spec.args.some((arg) => needsCare(arg)) ? null : line;
}

/** Arguments that must be there, or of which only some values will do. */
function needsCare({ name, choices }: CommandSpec["args"][number]): boolean {
  return name.startsWith("<") || choices !== undefined;
}

function namesOf(options: readonly OptionSpec[]): Map<string, Named> {
  const names = new Map<string, Named>();
  for (const spec of options) {
    const [, short, long = "", value] = /^(?:(-\w), )?(--[\w-]+)(?: (<.+>))?$/.exec(spec.flags) ?? [];
    const isNo = long.startsWith("--no-");
    const key = long.slice(isNo ? 5 : 2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const named = { key, spec, takesValue: value !== undefined, flag: !isNo };
    for (const name of [short, long]) if (name !== undefined && name !== "") names.set(name, named);
  }
  return names;
}

/** The value of an option's text; null where commander must decide. */
function readValue(spec: OptionSpec, text: string, previous: unknown): unknown {
  if (spec.choices !== undefined && !spec.choices.includes(text)) return null;
  if (spec.repeatable === true) {
    const added =
      spec.parse === "list"
        ? text
            .split(",")
            .map((t) => t.trim())
            .filter((t) => t !== "")
        : [text];
    return [...(Array.isArray(previous) ? previous : []), ...added];
  }
  if (spec.parse === undefined) return text;
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < (spec.parse === "count" ? 1 : 0))
    return null;
  return count;
}
