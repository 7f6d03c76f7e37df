import { type FixEdit, type Safe, setEdits } from "../../core/finding.ts";
import type { Json } from "../../core/json.ts";
import { type TurnNeeds, turnNeeds } from "../../openclaw/floors.ts";
import { loadContext } from "../../openclaw/lmstudio-load.ts";
import { askedNumCtx } from "../../openclaw/num-ctx.ts";
import type { Subject } from "../types.ts";
import { rowPath } from "./paths.ts";

/** The sizes of a model's context, in tokens, and what a turn needs. Null: unknown. */
export interface ContextSizes {
  /** What OpenClaw plans with. */
  configured: number | null;
  /** The field that `configured` is from. */
  field: "contextTokens" | "contextWindow";
  allocated: number | null;
  /** What a gateway declares in its own config without measuring it; used only where `allocated` is unknown. */
  declared: number | null;
  /** What the model was trained for, on a server that has no limit of its own. */
  learned: number | null;
  trained: number | null;
  /** The most that fits into this machine's memory; null: unknown, or the server is elsewhere. */
  fitting: number | null;
  needs: TurnNeeds;
}

/** The known sizes of a model's context. */
export function contextSizes(subject: Subject): ContextSizes {
  const { facts, model, context } = subject;
  const { row, served } = model;
  return {
    configured: row?.contextTokens ?? row?.contextWindow ?? null,
    field: row?.contextTokens != null ? "contextTokens" : "contextWindow",
    allocated: requestContext(subject) ?? served?.contextAllocated.value ?? null,
    declared: facts.state.traits.includes("gateway") ? (served?.contextTrained.value ?? null) : null,
    learned: learnedContext(subject),
    trained: served?.contextTrained.value ?? null,
    fitting: context.memory?.largestContext(facts, model) ?? null,
    needs: turnNeeds(context.openclaw.version),
  };
}

/** Null also where the config plans with more than a figure that is only the least that the model has. */
function learnedContext({ facts, model: { row, served } }: Subject): number | null {
  if (served === null || !facts.state.traits.includes("no-context-limit")) return null;
  const { value, confidence } = served.contextTrained;
  const configured = row?.contextTokens ?? row?.contextWindow ?? 0;
  return value !== null && (confidence !== "low" || configured <= value) ? value : null;
}

/**
 * The context that OpenClaw requests in every call on Ollama's native route. It overrides what the server has allocated
 * so far.
 */
export function requestContext(subject: Subject): number | null {
  const asked = askedOfOllama(subject);
  return typeof asked === "number" ? asked : null;
}

/** The num_ctx that OpenClaw sends to Ollama's own API, as written; undefined: none, or it is not that API. */
export function askedOfOllama(subject: Subject): Json | undefined {
  const { facts, model, context } = subject;
  const { provider } = facts;
  const { row } = model;
  if (facts.state.kind !== "ollama" || apiOf(subject) !== "ollama") return undefined;
  if (provider === null || row === null || context.config === null) return undefined;
  return askedNumCtx(context.config.value, { provider, row }, context.openclaw.version);
}

/** The context with which OpenClaw itself loads a model of LM Studio before a turn, in tokens; null: it does not. */
export function loadedByOpenClaw({ facts, model, context }: Subject): number | null {
  const { provider, state } = facts;
  // only the REST API of 0.4 has the load request, and only that version is known to have the Responses API
  if (provider === null || context.config === null || state.kind !== "lmstudio" || !state.responsesApi)
    return null;
  const maximum = model.served?.contextTrained.value ?? null;
  const { version } = context.openclaw;
  return loadContext(context.config.value, provider, model.row, { maximum, version });
}

/** The wire protocol that OpenClaw uses for a model. Without `api` it is completions, or Ollama's own for that id. */
export function apiOf({ facts, model }: Pick<Subject, "facts" | "model">): string {
  const stated = model.row?.api ?? facts.provider?.api;
  return stated ?? (facts.provider?.id === "ollama" ? "ollama" : "openai-completions");
}

/** Servers whose context is set when they start, and stays. Others load the model again with another one. */
const FIXED: readonly (string | null)[] = ["vllm", "sglang", "llamacpp"];

/** Why a context window that the server has allocated can be written into the config; false: it may change. */
export function fixedSize({ facts: { state } }: Subject): Safe {
  const stays = FIXED.includes(state.kind) && !state.traits.includes("router");
  return (
    stays &&
    "the server refuses or cuts longer prompts until it is started again, and a session fits into this size"
  );
}

/** Sizes that this tool chooses are multiples of this. */
const STEP = 8_192;

/** A comfortable context for a session, rounded up. */
export function enoughContext(needs: TurnNeeds): number {
  return Math.ceil(needs.comfortable / STEP) * STEP;
}

/**
 * The context to request from the server: the configured size, but at least a comfortable one, and never more than the
 * model was trained for or than fits into memory.
 */
export function wantedContext(sizes: ContextSizes): number {
  const wish = Math.max(sizes.configured ?? 0, enoughContext(sizes.needs));
  const most = Math.min(sizes.trained ?? Number.POSITIVE_INFINITY, roomFor(sizes));
  return Math.min(wish, most);
}

/** The condition of more context on a server that refuses more than the model was trained for, where that is unknown. */
export function ifTrained(subject: Subject): string {
  const unknown = contextSizes(subject).trained === null;
  return unknown && subject.facts.server.quirks.includes("refuses-untrained-context")
    ? ", if the model was trained for as many (max_position_embeddings in its config.json)"
    : "";
}

/** What fits into memory; no limit where not even a turn fits, because a smaller context would not help. */
function roomFor({ fitting, needs }: ContextSizes): number {
  return fitting === null || fitting < needs.minimum ? Number.POSITIVE_INFINITY : fitting;
}

/** True when memory, not the model, limits the configured context. */
export function limitedByMemory(sizes: ContextSizes): boolean {
  return roomFor(sizes) < Math.min(sizes.configured ?? 0, sizes.trained ?? Number.POSITIVE_INFINITY);
}

/** Edits that set the context to `size` tokens and lower an output limit that would leave no room for a prompt. */
export function planWith(subject: Subject, size: number): FixEdit[] {
  const tooLong = (subject.model.row?.maxTokens ?? 0) > size / 2;
  return [
    ...setEdits(rowPath(subject, contextSizes(subject).field), size),
    ...(tooLong ? setEdits(rowPath(subject, "maxTokens"), outputLimit(size)) : []),
  ];
}

/** An output limit that leaves room for a prompt in a context of `size` tokens. */
export function outputLimit(size: number): number {
  return Math.min(8_192, Math.floor(size / 4));
}
