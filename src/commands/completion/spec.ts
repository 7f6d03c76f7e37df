export const SHELL_NAMES = ["bash", "zsh", "fish", "powershell"] as const;
export type ShellName = (typeof SHELL_NAMES)[number];

/** A plain description of the command line, of the shape of COMMANDS in src/commands/registry.ts. */
export interface CompletionCommand {
  name: string;
  summary: string;
  args: readonly CompletionArg[];
  options: readonly CompletionOption[];
}

export interface CompletionArg {
  /** "[files...]", "<shell>". */
  name: string;
  description: string;
  choices?: readonly string[];
}

export interface CompletionOption {
  /** "-y, --yes", "--config <path>". */
  flags: string;
  description: string;
  choices?: readonly string[];
}

/** What the shells need of an option. */
export interface FlagSpec {
  /** "--yes", "-y"; the long one first. */
  names: string[];
  description: string;
  /** What comes behind it: nothing, a file, one of `choices`, or any text. */
  value: "none" | "file" | "choice" | "text";
  choices: readonly string[];
}

/** What the shells need of a command. */
export interface VerbSpec {
  name: string;
  summary: string;
  flags: FlagSpec[];
  /** What stands without a flag: nothing, files, or one of `choices`. */
  operand: "none" | "file" | "choice";
  choices: readonly string[];
}

/** The words that a completion of the description can give; `help` and `--version` are commander's own. */
export function toVerbs(commands: readonly CompletionCommand[]): VerbSpec[] {
  return commands.map((command) => {
    const choices = command.args.flatMap((arg) => arg.choices ?? []);
    const files = command.args.some((arg) => /file|path|dir/i.test(arg.name));
    return {
      name: command.name,
      summary: command.summary,
      flags: [...command.options.map(toFlag), HELP],
      operand: choices.length > 0 ? "choice" : files ? "file" : "none",
      choices,
    };
  });
}

const HELP: FlagSpec = {
  names: ["--help", "-h"],
  description: "show help",
  value: "none",
  choices: [],
};

function toFlag(option: CompletionOption): FlagSpec {
  const names = option.flags.match(/(?<![\w-])--?[A-Za-z][\w-]*/g) ?? [];
  const placeholder = /[<[]([^>\]]+)[>\]]/.exec(option.flags)?.[1];
  const choices = option.choices ?? [];
  return {
    names: [...names].sort((a, b) => b.length - a.length),
    description: option.description,
    value: valueKind(placeholder, choices),
    choices,
  };
}

function valueKind(placeholder: string | undefined, choices: readonly string[]): FlagSpec["value"] {
  if (placeholder === undefined) return "none";
  if (choices.length > 0) return "choice";
  return /file|path|dir/i.test(placeholder) && !placeholder.includes("/") ? "file" : "text";
}
