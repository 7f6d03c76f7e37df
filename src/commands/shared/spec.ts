/** One option. Everything that needs to know the options (commander, completion, docs) is made of this list. */
export interface OptionSpec {
  /** As commander takes them: "--config <path>", "--json", "--no-color". */
  flags: string;
  description: string;
  choices?: readonly string[];
  /** May be given several times. */
  repeatable?: boolean;
  /** How the text becomes a value; plain text when absent. */
  parse?: "count" | "nonNegative" | "list";
}

export interface CommandSpec {
  name: string;
  summary: string;
  /** "[files...]", "<shell>". */
  args: readonly { name: string; description: string; choices?: readonly string[] }[];
  options: readonly OptionSpec[];
  /** Longer help: one or two example lines. */
  examples: readonly string[];
}
