import { portOf } from "../../core/address.ts";
import { fixOf } from "../../core/finding.ts";
import { envValue } from "../../core/shell.ts";
import { tokens } from "../../core/words.ts";
import { isThisMachine } from "../../openclaw/locality.ts";
import type { Change } from "../../servers/shared/adapter.ts";
import { callParser, parserNames, reasoningParser } from "../../servers/shared/forms.ts";
import { parsersFor } from "../../servers/shared/parsers.ts";
import type { ServerAdapter, ServerState } from "../../servers/types.ts";
import type { CheckFinding, Endpoint, Subject } from "../types.ts";
import { contextSizes, ifTrained, wantedContext } from "./context.ts";

/** What helps against a fault of the server's setup. */
export type Remedy = Pick<CheckFinding, "fixHint" | "fix" | "restart">;

/** "LM Studio", or "The server" when it was not recognized: the start of a sentence. */
export function ProductName(state: ServerState): string {
  return state.product ?? "The server";
}

/** Stands in a command for a model whose folder or repository is unknown. */
const MODEL = "MODEL";

/** Commands that start the expected product with the endpoint's first used model. */
export function startCommandsFor(
  adapter: ServerAdapter,
  { facts, context }: Endpoint,
  wanted: number | null,
): string[] {
  const { platform } = context;
  const id = modelOf(facts)?.id ?? null;
  const model = id === null || !isOnlyName(adapter, id) ? id : MODEL;
  const commands = adapter.startCommands({
    model,
    id: id ?? undefined,
    context: wanted,
    port: portOf(facts.baseUrl),
    platform,
    providerId: facts.provider?.id,
  });
  return model === MODEL
    ? commands.map((command) => command.replace(` ${MODEL} `, ` ${envValue(MODEL, platform)} `))
    : commands;
}

/** What MODEL stands for in the commands of startCommandsFor; "" where they have none. */
export function modelNote(adapter: ServerAdapter, { facts }: Endpoint): string {
  const id = modelOf(facts)?.id ?? null;
  return id !== null && isOnlyName(adapter, id) ? "; MODEL is the folder or the repository of the model" : "";
}

function modelOf({ models }: Endpoint["facts"]) {
  return models.find((one) => one.used) ?? models[0];
}

/** vLLM and SGLang load a folder or an "owner/name": another id is the name that they were told to serve it under. */
function isOnlyName({ serve }: ServerAdapter, id: string): boolean {
  return serve?.format === "safetensors" && !id.includes("/");
}

/** Commands that bring the endpoint's first used model to a running server: a download, or a start with it. */
export function getModelCommands(endpoint: Endpoint, wanted: number | null): string[] {
  const { facts, context } = endpoint;
  const model = modelOf(facts);
  const pull = facts.server.pullCommands(model?.id ?? "", context.platform, facts.state);
  if (pull.length === 0) return startCommandsFor(facts.server, endpoint, wanted);
  return model === undefined ? [] : pull;
}

/**
 * The platform to write commands for: this machine's for a server here. The platform of another machine is unknown, so
 * it gets Linux commands, which also work on macOS except for services.
 */
export function serverPlatform({ facts, context }: Endpoint): NodeJS.Platform {
  return isThisMachine(facts.baseUrl) ? context.platform : "linux";
}

/** How to give a served model more context: a fixHint. `size`: in tokens. */
export function raiseHint(subject: Subject, size: number): string {
  const ceiling = subject.model.served?.contextCeiling;
  const how = ceiling === undefined || size <= ceiling.tokens ? "" : ` (${ceiling.beyond})`;
  return `raise the server's context to ${tokens(size)} tokens${how}${ifTrained(subject)}`;
}

/** True where the server answers this id although it does not have it. */
export function answersAnyName({ facts: { state }, model }: Subject): boolean {
  const toAdapter = state.traits.includes("adapter-after-colon") && model.id.includes(":");
  return state.traits.includes("any-model-name") && !toAdapter;
}

/** The change that gives a served model the context it needs. */
export function moreContext(subject: Subject): Change {
  return { context: wantedContext(contextSizes(subject)) };
}

/** Commands that change a running server, or start it again: with the context it has where the change names none. */
export function restartCommands(subject: Subject, change: Change): string[] {
  const { facts, model } = subject;
  const { server, state } = facts;
  if (!model.served) return [];
  const sizes = contextSizes(subject);
  const context = change.context ?? sizes.allocated ?? wantedContext(sizes);
  if (context > (model.served.contextCeiling?.tokens ?? Number.POSITIVE_INFINITY)) return [];
  const platform = serverPlatform(subject);
  if (server.restartCommand && isPlain(subject))
    return [server.restartCommand(model.served, { ...change, context }, state, platform)];
  return server.contextCommands(model.served, context, state, platform);
}

/** "raise the context of the server behind LiteLLM (http://…)". */
export function raiseBehind({ facts, model }: Subject): string {
  const backend = model.served?.backend ?? null;
  return `raise the context of the server behind ${ProductName(facts.state)}${backend === null ? "" : ` (${backend})`}`;
}

/** False where the command line of the product is not what the user types: a container, a router. */
function isPlain({ facts: { state } }: Subject): boolean {
  return state.product !== "NVIDIA NIM" && !state.traits.includes("router");
}

/**
 * How to turn on tool calling on the running server. Where that is a start option, the fix is the whole start command
 * with the current port, model name and context. `text`: an answer with an unparsed call, whose form shows the parser.
 */
export function toolsRemedy(subject: Subject, text = ""): Remedy {
  const { facts, model } = subject;
  const kind = parserKind(subject);
  const parser = kind && callParser(kind, text, parsersFor(kind, namesOf(subject)).tool);
  if (kind === null || parser === null || model.served === null) {
    const { hint, commands } = facts.server.toolsHint(model.id, serverPlatform(subject), text, facts.state);
    return { fixHint: hint, fix: fixOf({ commands }) };
  }
  const auto = kind === "vllm" ? "--enable-auto-tool-choice " : "";
  return {
    fixHint: `start ${ProductName(facts.state)} with ${auto}--tool-call-parser ${parser}`,
    restart: { toolParser: parser },
  };
}

/** How to separate the reasoning from the answer: as for tools, with the reasoning parser. */
export function reasoningRemedy(subject: Subject, text: string, fallback: string): Remedy {
  const { state } = subject.facts;
  const kind = parserKind(subject);
  if (kind === null) {
    const names = hasOwnHints(subject) ? null : parserNames("reasoning", namesOf(subject), text);
    return { fixHint: names === null ? fallback : `${fallback} (${names})` };
  }
  const parser = reasoningParser(kind, text, parsersFor(kind, namesOf(subject)).reasoning);
  if (parser === null) return { fixHint: fallback };
  return {
    fixHint: `start ${ProductName(state)} with --reasoning-parser ${parser}`,
    restart: { reasoningParser: parser },
  };
}

/** The product whose options for parsers are known; null: another one, or a container that hides them. */
function parserKind({ facts }: Subject): "vllm" | "sglang" | null {
  const { kind, product } = facts.state;
  if (product === "NVIDIA NIM") return null;
  return kind === "vllm" || kind === "sglang" ? kind : null;
}

/** True for products that parse with code of their own, so that parsers of others say nothing. */
function hasOwnHints({ facts }: Subject): boolean {
  return ["lmstudio", "ollama", "llamacpp", "mlx"].includes(facts.state.kind ?? "");
}

/** Every name that may show the family of a model. */
function namesOf({ model }: Subject): string {
  return [model.served?.launchName, model.id].filter(Boolean).join(" ");
}
