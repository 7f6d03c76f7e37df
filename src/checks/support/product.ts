import type { Fix } from "../../core/finding.ts";
import { isThisMachine } from "../../openclaw/locality.ts";
import { adapterOf, adapterOfProvider, NAMED_ADAPTERS } from "../../servers/registry.ts";
import type { ServerAdapter, ServerKind, ServerState } from "../../servers/types.ts";
import type { EndpointFacts, ModelFacts } from "../facts.ts";
import type { CheckContext } from "../types.ts";
import { type ContextSizes, contextSizes, wantedContext } from "./context.ts";

/** The product that a provider id promises, or null when it is a name of the user's own. */
export function kindOfProviderId(id: string): ServerKind | null {
  return adapterOfProvider(id)?.kind ?? null;
}

/** The product that should stand at an address where nothing answers: by provider id, else by the port. */
export function expectedAdapter(facts: EndpointFacts): ServerAdapter | null {
  const byId = facts.provider === null ? null : adapterOfProvider(facts.provider.id);
  if (byId !== null) return byId;
  const port = portOf(facts.baseUrl);
  return NAMED_ADAPTERS.find((one) => port !== null && one.defaultPorts.includes(port)) ?? null;
}

/** The adapter of what answered, or null. */
export function answeringAdapter(state: ServerState): ServerAdapter | null {
  return state.kind === null ? null : adapterOf(state.kind);
}

/** "LM Studio", or "the server" when it was not recognised. */
export function productName(state: ServerState): string {
  return state.product ?? "the server";
}

/** Product name at the start of a sentence. */
export function ProductName(state: ServerState): string {
  return state.product ?? "The server";
}

export function portOf(url: string): number | null {
  try {
    const parsed = new URL(url);
    return parsed.port === "" ? (parsed.protocol === "https:" ? 443 : 80) : Number(parsed.port);
  } catch {
    return null;
  }
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
  const adapter = answeringAdapter(facts.state);
  if (!adapter || !model.served) return [];
  return adapter.contextCommands(
    model.served,
    wantedContext(sizes),
    facts.state,
    serverPlatform(facts, context),
  );
}

/** The start line of what answers, with the port, the name and the context that it has now; empty when unknown. */
export function restartCommands(facts: EndpointFacts, model: ModelFacts, context: CheckContext): string[] {
  const adapter = answeringAdapter(facts.state);
  if (!adapter || !model.served) return [];
  const sizes = contextSizes(facts, model, context);
  const size = sizes.allocated ?? wantedContext(sizes);
  return adapter.contextCommands(model.served, size, facts.state, serverPlatform(facts, context));
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
  const adapter = answeringAdapter(facts.state);
  if (adapter === null) {
    return {
      fixHint: "switch on tool calling at the server, with the parser of this model family",
      fix: null,
    };
  }
  const { hint, commands } = adapter.toolsHint(model.id, serverPlatform(facts, context));
  const restart = restartCommands(facts, model, context);
  const whole = restart.some((command) => command.includes("tool-call-parser")) ? restart : commands;
  return { fixHint: hint, fix: whole.length > 0 ? { commands: whole, edits: [], safe: false } : null };
}
