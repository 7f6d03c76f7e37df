import { UserError } from "../core/errors.ts";
import { tokens } from "../core/words.ts";
import { type TurnNeeds, turnNeeds } from "../openclaw/floors.ts";
import { adapterOf } from "../servers/registry.ts";
import type { ServerKind, ServerModel } from "../servers/types.ts";
import { type Choice, chosen, type InitApi } from "./types.ts";

/** Enough for an answer with a few tool calls. More would only take room from the prompt. */
const MOST_OUTPUT = 8_192;

/**
 * Planned for a model that is not loaded, on servers that allocate what OpenClaw asks for. OpenClaw's managed setups use
 * this context too. The trained maximum would often not fit into memory.
 */
const PLANNED = 65_536;
/** A smaller context is of no use to an agent, so it is not planned even if memory has no room for more. In tokens. */
const LEAST_USEFUL = 16_384;

export interface ContextPlan {
  contextWindow: number;
  /** The context that OpenClaw should request; null when the product has no use for the field. */
  contextTokens: number | null;
  /** What the server has, where the config's lower context stays; null: the row gets the figures above. */
  contextLimit: number | null;
}

interface ContextInput {
  kind: ServerKind;
  model: ServerModel;
  /** --context, or the user's answer. */
  wanted: number | null;
  /** The context in the config's row for this model. */
  existing: number | null;
  /** The most that this machine's memory holds; null: unknown, or the server is elsewhere. */
  fitting?: number | null | undefined;
  /** The least context in which a turn fits. */
  least?: number | undefined;
  /** The API that OpenClaw will use: on Ollama's own, each request asks for the context. */
  api?: InitApi | undefined;
  /** True: the server has no limit of its own, and takes memory as the context grows. */
  grows?: boolean | undefined;
}

/** Too small a context that the server has allocated, where OpenClaw's first request replaces it; else null. */
function replaced({ api, model, least = LEAST_USEFUL }: ContextInput): number | null {
  const { value } = model.contextAllocated;
  return api === "ollama" && value !== null && value < least ? value : null;
}

/** The context to declare, with its source; null when it is unknown and the user has to give it. */
export function chooseContext(input: ContextInput): Choice<ContextPlan> | null {
  const lower = input.wanted === null && isLowered(input);
  const figure = wantedContext(input) ?? allocated(input) ?? keptContext(input) ?? trained(input);
  if (figure === null) return null;
  const contextTokens = adapterOf(input.kind).provider.contextField === "contextTokens" ? figure.value : null;
  const contextLimit = lower ? input.model.contextAllocated.value : null;
  return { ...figure, value: { contextWindow: figure.value, contextTokens, contextLimit } };
}

function wantedContext(input: ContextInput): Choice<number> | null {
  const { wanted, model, fitting } = input;
  if (wanted === null) return null;
  const real = input.api === "ollama" ? null : model.contextAllocated.value;
  const most = model.contextTrained.value;
  const given = (limit: number, whose: string) =>
    chosen(
      wanted,
      "as given with --context",
      ...(wanted > limit
        ? [`--context ${tokens(wanted)} is more than the ${tokens(limit)} tokens that ${whose}`]
        : []),
    );
  if (real !== null && wanted > real) return given(real, `the server has for ${model.id}`);
  if (most !== null && wanted > most) return given(most, `${model.id} can have at most`);
  return given(real === null ? room(fitting) : wanted, `this machine's memory holds of ${model.id}`);
}

/** True when the config has less than the server, but enough for a turn: it may be meant, and it is safe. */
function isLowered({ existing, model, least = LEAST_USEFUL }: ContextInput): boolean {
  const { value } = model.contextAllocated;
  return existing !== null && value !== null && existing < value && existing >= least;
}

function allocated(input: ContextInput): Choice<number> | null {
  const { existing, model } = input;
  const { value, source } = model.contextAllocated;
  if (value === null || replaced(input) !== null) return null;
  const why = `allocated by the server (${source})`;
  if (existing === null || existing >= value) return chosen(value, why);
  if (!isLowered(input)) {
    const note = `the context of ${model.id} was ${tokens(existing)} tokens, too little for a turn; it becomes the ${tokens(value)} that the server has`;
    return chosen(value, why, note);
  }
  const note = `the context of ${model.id} stays ${tokens(existing)} tokens, as in the config; the server has ${tokens(value)}, and --context ${value} uses them`;
  return chosen(existing, `as in the config; the server has ${tokens(value)}`, note);
}

/** The configured context stays if the model can have it. */
function keptContext(input: ContextInput): Choice<number> | null {
  const { existing, model, least = LEAST_USEFUL } = input;
  const most = model.contextTrained.value;
  if (existing === null || (most !== null && existing > most)) return null;
  if (replaced(input) === null)
    return chosen(existing, "as in the config; the server does not report its own now");
  return existing < least ? null : chosen(existing, "as in the config; OpenClaw asks the server for it");
}

/** What memory has room for; no limit when that is unknown or too little for any useful context. */
function room(fitting: number | null | undefined): number {
  return fitting == null || fitting < LEAST_USEFUL ? Number.POSITIVE_INFINITY : fitting;
}

function trained(input: ContextInput): Choice<number> | null {
  const { kind, model, fitting, api, grows = false } = input;
  const { value, source } = model.contextTrained;
  if (value === null) return null;
  const { contextField } = adapterOf(kind).provider;
  const asks = grows || contextField !== null;
  const fits = room(fitting);
  const small = replaced(input);
  const now = small === null ? "is not loaded" : `has ${tokens(small)} tokens now`;
  const onlyByStart = contextField === "num_ctx" && api !== undefined && api !== "ollama";
  const all = `${tokens(value)} that the model can have (${source})`;
  const ask = (most: number) =>
    grows
      ? `the server has no limit of its own; OpenClaw will use ${tokens(most)} of the ${tokens(value)} tokens of ${model.id}`
      : onlyByStart
        ? `${model.id} ${now}; start the server with ${tokens(most)} of its ${tokens(value)} tokens, which OpenClaw cannot ask for over ${api}`
        : `${model.id} ${now}; OpenClaw will ask for ${tokens(most)} of its ${tokens(value)} tokens`;
  if (asks && fits < Math.min(value, PLANNED)) {
    const note = `${ask(fits)}, because more does not fit into memory (--context changes that)`;
    return chosen(fits, `what fits into this machine's memory, of ${all}`, note);
  }
  if (asks && value > PLANNED)
    return chosen(PLANNED, `planned, of ${all}`, `${ask(PLANNED)} (--context changes that)`);
  const may = grows ? "the server has no limit of its own" : "the server may have allocated less";
  const why = `the model's maximum (${source}); ${may}`;
  const note = `the server reports what ${model.id} can have (${tokens(value)} tokens), not what it has allocated; give the real figure with --context`;
  return asks ? chosen(value, why) : chosen(value, why, note);
}

/** The output limit for a context: a quarter of it, at most 8,192. */
export function maxTokensFor(contextWindow: number): number {
  return Math.max(1, Math.min(MOST_OUTPUT, Math.floor(contextWindow / 4)));
}

/** The needs of a turn if `contextWindow` is too small for it; null when it fits. */
export function belowFloor(contextWindow: number, openclaw: string): TurnNeeds | null {
  const needs = turnNeeds(openclaw);
  return contextWindow < needs.minimum ? needs : null;
}

/** A note about a context that fits one turn, but hardly a conversation. */
export function tightness(contextWindow: number, openclaw: string): string[] {
  const { minimum, comfortable } = turnNeeds(openclaw);
  if (contextWindow < minimum || contextWindow >= comfortable) return [];
  return [
    `${tokens(contextWindow)} tokens are tight for OpenClaw ${openclaw}, whose first turn needs ${tokens(minimum)}; ${tokens(comfortable)} or more are comfortable`,
  ];
}

/** The error for an unknown context. */
export function contextMissing(model: ServerModel): UserError {
  return new UserError(
    `the server does not report how much context ${model.id} has (${model.contextAllocated.source})`,
    { hint: "give it with --context <tokens>, as the server was started with", exitCode: 1 },
  );
}
