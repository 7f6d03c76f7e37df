import type { LoadedConfig } from "../config/read/types.ts";
import { UserError } from "../core/errors.ts";
import { tokens } from "../core/words.ts";
import type { Catalog } from "../fit/catalog.ts";
import { type TurnNeeds, turnNeeds } from "../openclaw/floors.ts";
import { sameServer } from "../openclaw/same-server.ts";
import type { ConfigView, ProviderView } from "../openclaw/types.ts";
import { configuredContext } from "../openclaw/view.ts";
import { adapterOf } from "../servers/registry.ts";
import type { ServerModel, ServerState } from "../servers/types.ts";
import { belowFloor, chooseContext } from "./context.ts";
import type { ReadTime } from "./known/patience.ts";
import { chooseModel } from "./model.ts";
import { apiFor, type InitWishes, type Resolved, resolveChoices } from "./resolve.ts";
import { rowOf } from "./row.ts";
import { chooseServer, type ServerChoice } from "./server.ts";
import type { Routing, Template } from "./templates/types.ts";

export interface DecideInput {
  states: readonly ServerState[];
  /** See Found. */
  working: readonly string[];
  /** Of the config, with variables replaced. */
  view: ConfigView;
  wishes: InitWishes;
  config: LoadedConfig | null;
  openclaw: string;
  platform: NodeJS.Platform;
  templateFor: (routing: Routing) => Template;
  /** The largest context of a model that fits into this machine's memory, in tokens; null: unknown. */
  largestContext?(state: ServerState, model: ServerModel): Promise<number | null>;
  /** See resolveChoices. */
  catalog?: Catalog | undefined;
  which?: ((program: string) => string | null) | undefined;
  /** Null: unknown. */
  readTime?(state: ServerState, model: ServerModel): Promise<ReadTime | null>;
}

export interface Decided extends Resolved {
  server: ServerChoice;
  model: ServerModel;
}

/** What a user answered, as the reason for a choice. */
const YOURS = "your choice";

/** Makes the choices in order; null when no server can be used. Throws UserError when only the user can decide. */
export async function decide(input: DecideInput): Promise<Decided | null> {
  const server = serverFor(input);
  if (server === null) return null;
  const { state } = server;
  const { wishes } = input;
  const proposed = chooseModel(state, wishes.model ?? null, configuredModels(input.view, state));
  const model = wishes.answered?.has("model") === true ? { ...proposed, why: YOURS } : proposed;
  const fitting = (await input.largestContext?.(state, model.value)) ?? null;
  const room = lackOfRoom(state, model.value, { ...input, fitting });
  if (room !== null && wishes.insist !== true) {
    throw new UserError(room.problem, {
      hint: roomHint(state, model.value, room.needs.comfortable, input),
      exitCode: 1,
    });
  }
  const readTime = (await input.readTime?.(state, model.value)) ?? null;
  const resolved = resolveChoices({ ...input, fitting, state, model, readTime });
  const decisions = resolved.decisions.map((d) =>
    d.what === "routing" && wishes.answered?.has("routing") === true ? { ...d, why: YOURS } : d,
  );
  return { ...resolved, decisions, server, model: model.value };
}

/** The server to set up: the one that was chosen, else the proposal. */
export function serverFor(input: Pick<DecideInput, "states" | "view" | "wishes">): ServerChoice | null {
  const { states, view, wishes } = input;
  const isNamed = (state: ServerState) =>
    wishes.model !== undefined || configuredModels(view, state).length > 0;
  const proposed = chooseServer(states, configuredUrls(view), isNamed);
  if (proposed === null || wishes.server === undefined) return proposed;
  const all = [proposed.state, ...proposed.others];
  const state = all.find(({ baseUrl }) => baseUrl === wishes.server);
  if (state === undefined || state === proposed.state) return proposed;
  return { state, why: YOURS, others: all.filter((other) => other !== state) };
}

/** Local base URLs of the config: those of the primary and the fallbacks first, in that order. */
export function configuredUrls(view: ConfigView): string[] {
  const route = [view.primary ?? "", ...view.fallbacks];
  const order = [...view.providers].sort((a, b) => place(a.id, route) - place(b.id, route));
  return order.flatMap((p) => (p.baseUrl === null || p.local !== true ? [] : [p.baseUrl]));
}

function place(providerId: string, route: readonly string[]): number {
  const at = route.findIndex((ref) => ref.startsWith(`${providerId}/`));
  return at < 0 ? route.length : at;
}

/** Ids of the primary and the fallbacks that are on this server. */
export function configuredModels(view: ConfigView, state: ServerState): string[] {
  const here = providersAt(view, state);
  return [view.primary ?? "", ...view.fallbacks].flatMap((ref) =>
    here.flatMap((p) => (ref.startsWith(`${p.id}/`) ? [view.read(ref.slice(p.id.length + 1))] : [])),
  );
}

function providersAt(view: ConfigView, { baseUrl }: ServerState): ProviderView[] {
  return view.providers.filter((p) => p.baseUrl !== null && sameServer(p.baseUrl, baseUrl));
}

/** With the largest context of the chosen model that fits into memory, in tokens. */
type Sized = DecideInput & { fitting: number | null };

/** The context that would be declared for a model, in tokens; null when the server does not tell and nobody gave it. */
export function contextOf(state: ServerState, model: ServerModel, input: Sized): number | null {
  const providers = providersAt(input.view, state);
  const [row] = providers.flatMap((p) => rowOf(model.id, p, input.view) ?? []);
  const context = chooseContext({
    kind: state.kind ?? "openai-compatible",
    model,
    wanted: input.wishes.context ?? null,
    existing: row === undefined ? null : configuredContext(row),
    fitting: input.fitting,
    least: turnNeeds(input.openclaw).minimum,
    api: apiFor(state, input.wishes, row?.api ?? providers[0]?.api ?? null, input.openclaw).value,
    grows: state.traits.includes("no-context-limit"),
  });
  return context?.value.contextWindow ?? null;
}

/** A context in which no turn fits: only the server can give more. Null when there is room, or the context is unknown. */
export function lackOfRoom(
  state: ServerState,
  model: ServerModel,
  input: Sized,
): { problem: string; needs: TurnNeeds } | null {
  const context = contextOf(state, model, input);
  const needs = context === null ? null : belowFloor(context, input.openclaw);
  if (context === null || needs === null) return null;
  const problem = `${model.id} has ${tokens(context)} tokens of context; a turn of OpenClaw ${input.openclaw} needs ${tokens(needs.minimum)}`;
  return { problem, needs };
}

function roomHint(state: ServerState, model: ServerModel, comfortable: number, input: DecideInput): string {
  const most = model.contextTrained.value;
  if (most !== null && most < comfortable)
    return `${model.id} cannot have more than ${tokens(most)}; choose another model with --model`;
  const target = comfortableContext(model, comfortable);
  const commands = adapterOf(state.kind).contextCommands(model, target, state, input.platform);
  const how = commands.join(" && ") || `restart it with more context${beyond(model)}`;
  return `give it more, then run init again: ${how}`;
}

/** The context to ask for where a model has too little, in tokens: OpenClaw's own recipes have 65,536. */
export function comfortableContext({ contextTrained }: ServerModel, comfortable: number): number {
  return Math.min(Math.max(comfortable, 65_536), contextTrained.value ?? Number.POSITIVE_INFINITY);
}

function beyond({ contextCeiling }: ServerModel): string {
  return contextCeiling === undefined ? "" : `: ${contextCeiling.beyond}`;
}
