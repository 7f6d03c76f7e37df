import { portOf } from "../../core/address.ts";
import { type Fix, fixOf } from "../../core/finding.ts";
import { tokens } from "../../core/words.ts";
import { isThisMachine } from "../../openclaw/locality.ts";
import { callParser, parserNames, reasoningParser } from "../../servers/shared/forms.ts";
import { parsersFor } from "../../servers/shared/parsers.ts";
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
    providerId: facts.provider?.id,
  });
}

/** Commands that bring the endpoint's first used model to a running server: a download, or a start with it. */
export function getModelCommands(endpoint: Endpoint, wanted: number | null): string[] {
  const { facts, context } = endpoint;
  const model = facts.models.find((m) => m.used) ?? facts.models[0];
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
export function raiseHint({ model }: Subject, size: number): string {
  const ceiling = model.served?.contextCeiling;
  const how = ceiling === undefined || size <= ceiling.tokens ? "" : ` (${ceiling.beyond})`;
  return `raise the server's context to ${tokens(size)} tokens${how}`;
}

/** True where the server answers this id although it does not have it. */
export function answersAnyName({ facts: { state }, model }: Subject): boolean {
  const toAdapter = state.traits.includes("adapter-after-colon") && model.id.includes(":");
  return state.traits.includes("any-model-name") && !toAdapter;
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
 * with the current port, model name and context. `text`: an answer with an unparsed call, whose form shows the parser.
 */
export function toolsRemedy(subject: Subject, text = ""): { fixHint: string; fix: Fix | null } {
  const { facts, model } = subject;
  const { hint, commands } = facts.server.toolsHint(model.id, serverPlatform(subject), text, facts.state);
  const kind = parserKind(subject);
  const parser = kind && callParser(kind, text, parsersFor(kind, namesOf(subject)).tool);
  const restart = restartCommands(subject);
  if (kind === null || parser === null || restart.length === 0)
    return { fixHint: hint, fix: fixOf({ commands }) };
  const auto = kind === "vllm" ? "--enable-auto-tool-choice " : "";
  return {
    fixHint: `start ${ProductName(facts.state)} with ${auto}--tool-call-parser ${parser}`,
    fix: fixOf({ commands: withOption(restart, `${auto}--tool-call-parser`, parser) }),
  };
}

/** How to separate the reasoning from the answer: as for tools, with the reasoning parser. */
export function reasoningRemedy(
  subject: Subject,
  text: string,
  fallback: string,
): { fixHint: string; fix: Fix | null } {
  const { state } = subject.facts;
  const kind = parserKind(subject);
  if (kind === null) {
    const names = hasOwnHints(subject) ? null : parserNames("reasoning", namesOf(subject), text);
    return { fixHint: names === null ? fallback : `${fallback} (${names})`, fix: null };
  }
  const parser = reasoningParser(kind, text, parsersFor(kind, namesOf(subject)).reasoning);
  if (parser === null) return { fixHint: fallback, fix: null };
  return {
    fixHint: `start ${ProductName(state)} with --reasoning-parser ${parser}`,
    fix: fixOf({ commands: withOption(restartCommands(subject), "--reasoning-parser", parser) }),
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

/** Start commands with an option set to a value, whatever it was. */
function withOption(commands: readonly string[], option: string, value: string): string[] {
  const flag = option.split(" ").at(-1) ?? option;
  return commands.map((command) => {
    const others = command.replace(new RegExp(` ${flag} \\S+`), "");
    const missing = option.split(" ").filter((word) => word !== flag && !others.includes(word));
    return [others, ...missing, flag, value].join(" ");
  });
}
