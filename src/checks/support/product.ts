import type { Fix } from "../../core/finding.ts";
import { isThisMachine } from "../../openclaw/locality.ts";
import { portOf } from "../../servers/shared/bind.ts";
import type { ServerAdapter, ServerState } from "../../servers/types.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import type { CheckContext } from "../types.ts";
import { type ContextSizes, contextSizes, wantedContext } from "./context.ts";

/** "LM Studio", or "the server" when it was not recognised. */
export function productName(state: ServerState): string {
  return state.product ?? "the server";
}

/** Product name at the start of a sentence. */
export function ProductName(state: ServerState): string {
  return state.product ?? "The server";
}

/** Commands that start the expected product with the endpoint's first used model. */
export function startCommandsFor(
  adapter: ServerAdapter,
  facts: EndpointFacts,
  context: CheckContext,
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
 * The platform to write commands for: this machine's for a server here. What runs on another machine cannot be told
 * from its answers, so that gets the form of Linux, which macOS shares but for services.
 */
export function serverPlatform(facts: EndpointFacts, context: CheckContext): NodeJS.Platform {
  return isThisMachine(facts.baseUrl) ? context.platform : "linux";
}

/** Commands that give a served model more context: on the running server, or by starting it again. */
export function raiseCommands(
  facts: EndpointFacts,
  model: ModelFacts,
  sizes: ContextSizes,
  context: CheckContext,
): string[] {
  if (!model.served) return [];
  return facts.server.contextCommands(
    model.served,
    wantedContext(sizes),
    facts.state,
    serverPlatform(facts, context),
  );
}

/** The start line of what answers, with the port, the name and the context that it has now; empty when unknown. */
export function restartCommands(facts: EndpointFacts, model: ModelFacts, context: CheckContext): string[] {
  if (!model.served) return [];
  const sizes = contextSizes(facts, model, context);
  const size = sizes.allocated ?? wantedContext(sizes);
  return facts.server.contextCommands(model.served, size, facts.state, serverPlatform(facts, context));
}

/**
 * Where tool calling is switched on for what answered. A product that takes it as a start option gets its whole start
 * line, with the port, the name and the context that it has now.
 */
export function toolsRemedy(
  facts: EndpointFacts,
  model: ModelFacts,
  context: CheckContext,
): { fixHint: string; fix: Fix | null } {
  const { hint, commands } = facts.server.toolsHint(model.id, serverPlatform(facts, context));
  const restart = restartCommands(facts, model, context);
  const whole = restart.some((command) => command.includes("tool-call-parser")) ? restart : commands;
  return { fixHint: hint, fix: whole.length > 0 ? { commands: whole, edits: [], safe: false } : null };
}
