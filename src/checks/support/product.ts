import { portOf } from "../../core/address.ts";
import { type Fix, fixOf } from "../../core/finding.ts";
import { isThisMachine } from "../../openclaw/locality.ts";
import type { ServerAdapter, ServerState } from "../../servers/types.ts";
import type { Endpoint, Subject } from "../types.ts";
import { contextSizes, wantedContext } from "./context.ts";

/** "LM Studio", or "The server" when it was not recognized: the start of a sentence. */
export function ProductName(state: ServerState): string {
  return state.product ?? "The server";
}

/** Commands that start the expected product with the endpoint's first used model. */
export function startCommandsFor(
  adapter: ServerAdapter,
  { facts, context }: Endpoint,
  wanted: number | null,
): string[] {
  const model = facts.models.find((m) => m.used) ?? facts.models[0];
  return adapter.startCommands({
    model: model?.id ?? null,
    context: wanted,
    port: portOf(facts.baseUrl),
    platform: context.platform,
  });
}

/**
 * The platform to write commands for: this machine's for a server here. The platform of another machine is unknown, so
 * it gets Linux commands, which also work on macOS except for services.
 */
export function serverPlatform({ facts, context }: Endpoint): NodeJS.Platform {
  return isThisMachine(facts.baseUrl) ? context.platform : "linux";
}

/** Commands that give a served model more context, on the running server or by restarting it. */
export function raiseCommands(subject: Subject): string[] {
  return contextCommands(subject, wantedContext(contextSizes(subject)));
}

/** The start command of the running server with its current port, model name and context; empty when unknown. */
export function restartCommands(subject: Subject): string[] {
  const sizes = contextSizes(subject);
  return contextCommands(subject, sizes.allocated ?? wantedContext(sizes));
}

function contextCommands(subject: Subject, size: number): string[] {
  const { facts, model } = subject;
  if (!model.served) return [];
  return facts.server.contextCommands(model.served, size, facts.state, serverPlatform(subject));
}

/**
 * How to turn on tool calling on the running server. Where that is a start option, the fix is the whole start command
 * with the current port, model name and context.
 */
export function toolsRemedy(subject: Subject): { fixHint: string; fix: Fix | null } {
  const { hint, commands } = subject.facts.server.toolsHint(subject.model.id, serverPlatform(subject));
  const restart = restartCommands(subject);
  const whole = restart.some((command) => command.includes("tool-call-parser")) ? restart : commands;
  return { fixHint: hint, fix: fixOf({ commands: whole }) };
}
