import { CommanderError, Command as Parser, Option as ParserOption } from "commander";
import { complete } from "../commands/completion/candidates.ts";
import { COMMANDS } from "../commands/registry.ts";
import type { Command, Line } from "../commands/shared/command.ts";
import type { Option } from "../commands/shared/option.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { UserError } from "../core/errors.ts";
import { neutralize } from "../core/text.ts";
import { toolVersion } from "../io/tool.ts";
import type { Env, Outside } from "../ports/index.ts";
import { added } from "./parse-plain.ts";
import { runCommand } from "./run-command.ts";

/** The hidden command for shell completion. */
const COMPLETE = "__complete";

/** Parses the command line and runs the command. Throws UserError for wrong usage. */
export async function runProgram(argv: readonly string[], signal: AbortSignal, env: Env): Promise<number> {
  const [first, ...rest] = argv;
  if (first === COMPLETE) return offerWords(rest, signal, env);
  if (first !== undefined && !first.startsWith("-")) checkCommand(first);
  let status = 0;
  const program = createProgram(argv[0], async (command, line) => {
    status = await runCommand(command, line, signal, env);
  });
  try {
    await program.parseAsync(argv.length === 0 ? ["--help"] : [...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    throw usageError(error, argv);
  }
  return status;
}

/** Accepts any words and never fails. */
async function offerWords(words: readonly string[], signal: AbortSignal, env: Env): Promise<number> {
  const start = (line: Line, outside: Outside) => complete(line.args, COMMANDS, outside);
  const args = words[0] === "--" ? words.slice(1) : words;
  return runCommand({ start }, { args, options: {} }, signal, env);
}

function checkCommand(name: string): void {
  const names = [...COMMANDS.map((c) => c.name), "help"];
  if (names.includes(name)) return;
  const near = didYouMean(name, names);
  throw new UserError(`unknown command '${neutralize(name)}'`, {
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}see: openclaw-local --help`,
  });
}

export type Action = (command: Command, line: Line) => Promise<void>;

/** The command-line parser, with the options of the wanted command. */
export function createProgram(wanted: string | undefined, action: Action): Parser {
  const program = new Parser("openclaw-local")
    .description("Set up, examine and lint OpenClaw on local models.")
    .version(toolVersion(), "-V, --version", "print the version")
    .showSuggestionAfterError(true)
    .exitOverride()
    // The caller rewords commander's error message.
    .configureOutput({ writeErr: () => {} })
    .addHelpText(
      "after",
      "\nStart with: openclaw-local demo, then openclaw-local init\nExit status: 0 fine, 1 findings, 2 wrong usage or unreadable input, 130 interrupted",
    );
  program.allowExcessArguments(false).helpCommand("help [command]", "print the help of a command");
  // The other commands are only named, for help and suggestions: describing all of them takes several ms.
  for (const command of COMMANDS) {
    const parser = program.command(command.name).description(command.summary);
    if (command.name === wanted || wanted === "help") describe(parser, command, action);
  }
  return program;
}

function describe(parser: Parser, command: Command, action: Action): void {
  for (const { name, description, choices } of command.args) {
    const argument = parser.createArgument(name, description);
    parser.addArgument(choices === undefined ? argument : argument.choices([...choices]));
  }
  for (const option of command.options) parser.addOption(toParserOption(option));
  parser.addHelpText("after", `\nExamples:\n${command.examples.map((e) => `  ${e}`).join("\n")}`);
  parser.action((...received: unknown[]) => {
    const args = received.slice(0, command.args.length).flat();
    return action(command, { args: args.filter((a) => typeof a === "string"), options: parser.opts() });
  });
}

/** Values stay texts; the command checks them. */
function toParserOption({ flags, description, choices, repeatable }: Option): ParserOption {
  const option = new ParserOption(flags, description);
  if (choices !== undefined) option.argChoices = [...choices];
  if (repeatable === true) option.argParser((text: string, before: unknown) => added(before, text));
  return option;
}

/** Splits "error: unknown option '--jso'\n(Did you mean --json?)" into a sentence and a hint. */
function usageError(error: CommanderError, argv: readonly string[]): UserError {
  const [first = "wrong usage", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = rest
    .join(" ")
    .replace(/^\(|\)$/g, "")
    .trim();
  const command = COMMANDS.find((c) => c.name === argv[0]);
  const help = `see: openclaw-local ${command === undefined ? "" : `${command.name} `}--help`;
  return new UserError(first, { hint: suggestion === "" ? help : `${suggestion} ${help}` });
}
