import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { COMMANDS } from "../commands/registry.ts";
import type { RawOptions } from "../commands/shared/options.ts";
import type { CommandSpec, OptionSpec } from "../commands/shared/spec.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import { UserError } from "../core/errors.ts";
import { neutralize } from "../core/text.ts";
import { toolVersion } from "../io/tool.ts";
import type { Env } from "../ports/index.ts";
import { type LoadCommand, runCommand } from "./run-command.ts";

/** Each is loaded only when it is asked for. */
const RUNNERS: Readonly<Record<string, LoadCommand>> = {
  init: () => import("../commands/init/command.ts"),
  doctor: () => import("../commands/doctor/command.ts"),
  lint: () => import("../commands/lint/command.ts"),
  scan: () => import("../commands/scan/command.ts"),
  hardware: () => import("../commands/hardware/command.ts"),
  recommend: () => import("../commands/recommend/command.ts"),
  explain: () => import("../commands/explain/command.ts"),
  templates: () => import("../commands/templates/command.ts"),
  demo: () => import("../commands/demo/command.ts"),
  restore: () => import("../commands/restore/command.ts"),
  completion: () => import("../commands/completion/command.ts"),
};

/** Parses the command line and runs the command. Throws UserError for wrong usage. */
export async function runProgram(argv: readonly string[], signal: AbortSignal, env: Env): Promise<number> {
  const [first] = argv;
  if (first !== undefined && !first.startsWith("-")) checkCommand(first);
  let status = 0;
  const program = createProgram(argv[0], async (spec, args, options) => {
    const load = RUNNERS[spec.name];
    if (load === undefined) throw new UserError(`the command ${spec.name} is not available`);
    status = await runCommand(load, { args, options }, signal, env);
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

function checkCommand(name: string): void {
  const names = [...COMMANDS.map((c) => c.name), "help"];
  if (names.includes(name)) return;
  const near = didYouMean(name, names);
  throw new UserError(`unknown command '${neutralize(name)}'`, {
    hint: `${near === undefined ? "" : `Did you mean ${near}? `}see: openclaw-local --help`,
  });
}

export type Action = (spec: CommandSpec, args: string[], options: RawOptions) => Promise<void>;

/** The parser of command lines, with all options of the command that is wanted. */
export function createProgram(wanted: string | undefined, action: Action): Command {
  const program = new Command("openclaw-local")
    .description("Set up, examine and lint OpenClaw on local models.")
    .version(toolVersion(), "-V, --version", "print the version")
    .showSuggestionAfterError(true)
    .exitOverride()
    // Commander's own error text is caught and worded by the caller.
    .configureOutput({ writeErr: () => {} })
    .addHelpText(
      "after",
      "\nStart with: openclaw-local demo, then openclaw-local init\nExit status: 0 fine, 1 findings, 2 wrong usage or unreadable input, 130 interrupted",
    );
  program.allowExcessArguments(false).helpCommand("help [command]", "print the help of a command");
  // The other commands are only named, for help and suggestions: describing all of them costs lint several ms.
  for (const spec of COMMANDS) {
    if (spec.name === wanted || wanted === "help") addCommand(program, spec, action);
    else program.command(spec.name).description(spec.summary);
  }
  return program;
}

function addCommand(program: Command, spec: CommandSpec, action: Action): void {
  const command = program.command(spec.name).description(spec.summary);
  for (const arg of spec.args) {
    command.addArgument(
      arg.choices === undefined
        ? command.createArgument(arg.name, arg.description)
        : command.createArgument(arg.name, arg.description).choices([...arg.choices]),
    );
  }
  for (const option of spec.options) command.addOption(toOption(option));
  command.addHelpText("after", `\nExamples:\n${spec.examples.map((e) => `  ${e}`).join("\n")}`);
  command.action(async (...received: unknown[]) => {
    const args = received.slice(0, spec.args.length).flatMap((a) => (Array.isArray(a) ? a : [a]));
    await action(
      spec,
      args.filter((a) => typeof a === "string"),
      command.opts(),
    );
  });
}

function toOption(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.description);
  if (spec.choices !== undefined) option.choices([...spec.choices]);
  const { parse, repeatable } = spec;
  if (repeatable === true) {
    option.argParser((text: string, previous: unknown) => [
      ...(Array.isArray(previous) ? previous : []),
      ...(parse === "list"
        ? text
            .split(",")
            .map((t) => t.trim())
            .filter((t) => t !== "")
        : [text]),
    ]);
  } else if (parse === "count" || parse === "nonNegative") {
    option.argParser((text: string) => parseCount(text, parse === "count" ? 1 : 0));
  }
  return option;
}

function parseCount(text: string, least: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
    throw new InvalidArgumentError(`it must be a whole number of at least ${least}.`);
  }
  return value;
}

/** "error: unknown option '--jso'\n(Did you mean --json?)" becomes one sentence and one hint. */
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
