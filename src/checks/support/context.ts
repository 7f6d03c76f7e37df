import { type FixEdit, setEdits } from "../../core/finding.ts";
import type { Json } from "../../core/json.ts";
import { type TurnNeeds, turnNeeds } from "../../openclaw/floors.ts";
import { askedNumCtx } from "../../openclaw/num-ctx.ts";
import type { Subject } from "../types.ts";
import { rowPath } from "./paths.ts";

/** The three sizes of a model's context, in tokens, and what a turn needs. Null: nobody says. */
export interface ContextSizes {
  /** What OpenClaw plans with. */
  configured: number | null;
  /** The field that `configured` is from. */
  field: "contextTokens" | "contextWindow";
  allocated: number | null;
  /** What a gateway declares in its own config and has not measured: it counts only where nothing is allocated. */
  declared: number | null;
  trained: number | null;
  /** The most that the memory of this machine holds; null: not known, or the server is elsewhere. */
  fitting: number | null;
  needs: TurnNeeds;
}

/** What is known of the sizes of a model's context. */
export function contextSizes(subject: Subject): ContextSizes {
  const { facts, model, context } = subject;
  const { row, served } = model;
  return {
    configured: row?.contextTokens ?? row?.contextWindow ?? null,
    field: row?.contextTokens != null ? "contextTokens" : "contextWindow",
    allocated: requestContext(subject) ?? served?.contextAllocated.value ?? null,
    declared: facts.state.traits.includes("gateway") ? (served?.contextTrained.value ?? null) : null,
    trained: served?.contextTrained.value ?? null,
    fitting: context.memory?.largestContext(facts, model) ?? null,
    needs: turnNeeds(context.openclaw.version),
  };
}

/**
 * The context that OpenClaw itself asks for in every request, where the product obeys that: Ollama's native route. What
 * the server has allocated so far then does not matter.
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

/** The wire protocol that OpenClaw uses for a model. Without `api` it is completions, or Ollama's own for that id. */
export function apiOf({ facts, model }: Pick<Subject, "facts" | "model">): string {
  const stated = model.row?.api ?? facts.provider?.api;
  return stated ?? (facts.provider?.id === "ollama" ? "ollama" : "openai-completions");
}

/** Sizes that this tool chooses itself are multiples of this, as people and servers know them. */
const STEP = 8_192;

/** Enough for a session to be comfortable, in a round figure. */
export function enoughContext(needs: TurnNeeds): number {
  return Math.ceil(needs.comfortable / STEP) * STEP;
}

/**
 * The context to ask the server for: what the config promises, at least what a session needs to be comfortable, never
 * more than the model was trained for or than fits into memory.
 */
export function wantedContext(sizes: ContextSizes): number {
  const wish = Math.max(sizes.configured ?? 0, enoughContext(sizes.needs));
  const most = Math.min(sizes.trained ?? Number.POSITIVE_INFINITY, roomFor(sizes));
  return Math.min(wish, most);
}

/** What memory has room for; no limit where a turn would not fit, because a smaller context is then no remedy. */
function roomFor({ fitting, needs }: ContextSizes): number {
  return fitting === null || fitting < needs.minimum ? Number.POSITIVE_INFINITY : fitting;
}

/** True when memory, not the model, keeps the config's context from being given. */
export function limitedByMemory(sizes: ContextSizes): boolean {
  return roomFor(sizes) < Math.min(sizes.configured ?? 0, sizes.trained ?? Number.POSITIVE_INFINITY);
}

/** Makes OpenClaw plan with `size` tokens, and lowers an output limit that would then leave no room for a prompt. */
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
