import { commandLine, envValue } from "../../core/shell.ts";
import type { Change, ServerAdapter } from "./adapter.ts";
import { type Bind, bindOf, LOOPBACK } from "./bind.ts";
import type { LaunchLine } from "./facts.ts";
import { type LineForm, lineWith, optionValue, readLine } from "./launch.ts";
import type { Parsers } from "./parsers.ts";

/** What the command that starts a server names. */
export interface Launch extends Partial<Parsers> {
  /** What the server loads: a repository, a file. */
  model: string;
  /** The id of the model in requests. */
  id: string;
  /** Its other ids. */
  aliases: readonly string[];
  /** In tokens; null: the default of the server. */
  context: number | null;
  bind: Bind;
  /** Options that the running server reports; absent: it reports none. */
  own?: readonly (string | number)[] | undefined;
}

type Args = (string | number)[];

/** How a product with all settings on its command line is started. */
interface Launcher extends LineForm {
  /** The variable that stands for a key. */
  keyEnv: string;
  argsOf(launch: Launch): Args;
  /** The parsers for the family of a model, by its names. */
  familyOf?(names: string): Parsers;
  /** The options that a change sets, each with all its names. `line`: what the server was started with. */
  changesOf(
    change: Change,
    line: LaunchLine,
  ): (readonly [names: readonly string[], value: string | number | null])[];
}

/**
 * The start and restart commands of a server that takes one model and all settings on its command line. Where the process
 * is on this machine, its own command line is kept, apart from the change.
 */
export function launchCommands(
  launcher: Launcher,
): Required<Pick<ServerAdapter, "startCommands" | "contextCommands" | "restartCommand" | "launchOf">> {
  const { port, keyEnv, argsOf, changesOf, familyOf } = launcher;
  const restartCommand: ServerAdapter["restartCommand"] = (model, change, state, platform) => {
    const { id, aliases, launchName, launchOptions: own } = model;
    const launch = { model: launchName ?? id, id, aliases, context: change.context ?? null, own };
    const whole = argsOf({ ...launch, ...parsersOf(change), bind: bindOf(state, port) });
    const command =
      state.launched === undefined
        ? commandLine(platform, ...whole)
        : lineWith(state.launched, changesIn(state.launched, launch, change), platform);
    return state.auth === "required" ? `${command} --api-key ${envValue(keyEnv, platform)}` : command;
  };
  const changesIn = (line: LaunchLine, launch: { model: string; id: string }, change: Change) =>
    changesOf({ ...missingIn(line, launch), ...change }, line);
  /** OpenClaw needs tool calls, so that a parser that is known and not there is added. */
  const missingIn = (line: LaunchLine, { model, id }: { model: string; id: string }): Change => {
    const tool = familyOf?.(`${model} ${id}`).tool ?? null;
    const has = optionValue(line.args, ["--tool-call-parser"]) !== undefined;
    return tool === null || has ? {} : { toolParser: tool };
  };
  return {
    startCommands({ model, id, context, port: own, platform }) {
      if (model === null) return [];
      const bind = { host: LOOPBACK, port: own ?? port };
      return [commandLine(platform, ...argsOf({ model, id: id ?? model, aliases: [], context, bind }))];
    },
    contextCommands: (model, context, state, platform) =>
      context > (model.contextCeiling?.tokens ?? Number.POSITIVE_INFINITY)
        ? []
        : [restartCommand(model, { context }, state, platform)],
    restartCommand,
    launchOf: (argv) => readLine(argv, launcher),
  };
}

/** The changes of the options for parsers, which vLLM and SGLang share. */
export function parserChanges({ toolParser, reasoningParser }: Change): ReturnType<Launcher["changesOf"]> {
  return [
    ...(toolParser === undefined ? [] : [[["--tool-call-parser"], toolParser] as const]),
    ...(reasoningParser === undefined ? [] : [[["--reasoning-parser"], reasoningParser] as const]),
  ];
}

function parsersOf({ toolParser, reasoningParser }: Change): Partial<Parsers> {
  return {
    ...(toolParser === undefined ? {} : { tool: toolParser }),
    ...(reasoningParser === undefined ? {} : { reasoning: reasoningParser }),
  };
}

/** An option with its value; nothing without a value. */
export function option(name: string, value: string | number | null): Args {
  return value === null ? [] : [name, value];
}

/** The names that requests use, where they differ from what is loaded. */
export function servedName({ model, id, aliases }: Launch): Args {
  return id === model && aliases.length === 0 ? [] : ["--served-model-name", id, ...aliases];
}

/** The parsers that a launch names itself. */
export function parsersIn({ tool, reasoning }: Launch): Partial<Parsers> {
  return { ...(tool === undefined ? {} : { tool }), ...(reasoning === undefined ? {} : { reasoning }) };
}

/** The options for the parsers of tool calls and of reasoning, which vLLM and SGLang share. */
export function parserFlags({ tool, reasoning }: Parsers): Args {
  return [...option("--tool-call-parser", tool), ...option("--reasoning-parser", reasoning)];
}

/** Tensor parallelism needs a divisor of the usual head counts; with other numbers of GPUs the layers are split. */
export function parallelFlags(devices: number, tensor: string, pipeline: string): Args {
  if (devices <= 1) return [];
  return [devices === 2 || devices === 4 || devices === 8 ? tensor : pipeline, devices];
}
