import { commandLine, envValue } from "../../core/shell.ts";
import type { ServerAdapter } from "./adapter.ts";
import { type Bind, bindOf, LOOPBACK } from "./bind.ts";
import type { Parsers } from "./parsers.ts";

/** What the command that starts a server names. */
export interface Launch {
  /** What the server loads: a repository, a file. */
  model: string;
  /** The id of the model in requests. */
  id: string;
  /** In tokens; null: the default of the server. */
  context: number | null;
  bind: Bind;
}

type Args = (string | number)[];

/**
 * The start and restart commands of a server that takes one model and all settings on its command line. `keyEnv`: the
 * variable that stands for a key.
 */
export function launchCommands(
  port: number,
  keyEnv: string,
  argsOf: (launch: Launch) => Args,
): Pick<ServerAdapter, "startCommands" | "contextCommands"> {
  return {
    startCommands({ model, context, port: own, platform }) {
      if (model === null) return [];
      const bind = { host: LOOPBACK, port: own ?? port };
      return [commandLine(platform, ...argsOf({ model, id: model, context, bind }))];
    },
    contextCommands({ id, launchName }, context, state, platform) {
      const launch = { model: launchName ?? id, id, context, bind: bindOf(state, port) };
      const command = commandLine(platform, ...argsOf(launch));
      return [state.auth === "required" ? `${command} --api-key ${envValue(keyEnv, platform)}` : command];
    },
  };
}

/** An option with its value; nothing without a value. */
export function option(name: string, value: string | number | null): Args {
  return value === null ? [] : [name, value];
}

/** The name that requests use, where it differs from what is loaded. */
export function servedName({ model, id }: Launch): Args {
  return option("--served-model-name", id === model ? null : id);
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
